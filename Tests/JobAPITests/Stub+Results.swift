/// Answers about artifacts, provenance and the machine.
import HTTP
import JSON
import JobAPI

extension Stub {
    private static let host = HostFacts(
        name: "h", os: nil, kernel: "6", architecture: "x86_64", cpu: nil, cpus: 2, memory: 1)

    func listArtifacts(_ input: ListArtifacts.Input) throws -> ListArtifacts.Output {
        let artifact = Artifact(
            path: "a/b", type: .file, size: 3, modifiedAt: Timestamp(milliseconds: 0), target: nil,
            href: "/a/b")
        return try answer(input, .ok(ArtifactList(items: [artifact], next: nil)))
    }

    func readArtifact(_ input: ReadArtifact.Input) throws -> ReadArtifact.Output {
        try answer(input, .ok(.bytes([1]), fields: [.contentType: "image/png"]))
    }

    func archiveArtifacts(_ input: ArchiveArtifacts.Input) throws -> ArchiveArtifacts.Output {
        try answer(input, .ok(.bytes([1]), fields: [:]))
    }

    private static let trial = Trial(
        id: "j1.3", job: "j1", file: "trial_3.json", number: 3, state: .complete, parameters: ["lr": 0.1],
        metrics: ["loss": nil], seconds: nil, modifiedAt: Timestamp(milliseconds: 0), stale: false)

    func listTrials(_ input: ListTrials.Input) throws -> ListTrials.Output {
        try answer(
            input,
            .ok(
                TrialList(
                    items: [Self.trial], next: nil, total: 1, metrics: ["loss"], parameters: ["lr"], notes: [])))
    }

    func getTrial(_ input: GetTrial.Input) throws -> GetTrial.Output { try answer(input, .ok(Self.trial)) }

    func promoteTrial(_ input: PromoteTrial.Input) throws -> PromoteTrial.Output {
        try answer(input, .created(Self.job, location: "/api/v1/jobs/j1"))
    }

    func getProvenance(_ input: GetProvenance.Input) throws -> GetProvenance.Output {
        try answer(
            input,
            .ok(
                ProvenanceRecord(
                    job: "j1", recordedAt: Timestamp(milliseconds: 0), complete: true, git: nil, python: nil,
                    packages: nil, host: Self.host, gpuDriver: nil, gpus: [], notes: [])))
    }

    func getSystem(_ input: GetSystem.Input) throws -> GetSystem.Output {
        try answer(
            input,
            .ok(
                SystemState(
                    version: "1", boot: "b", startedAt: Timestamp(milliseconds: 0), uptime: 1, project: "/p",
                    host: Self.host, load: [0.5, 0, 0], cpuUsed: nil, memoryAvailable: 1,
                    disk: DiskSpace(path: "/p", total: 2, free: 1), gpuDriver: nil, gpus: [], gpusAt: nil,
                    limits: SystemLimits(
                        running: 2, flavors: [], connections: 1, bodyBytes: 1, headerBytes: 1))))
    }
}
