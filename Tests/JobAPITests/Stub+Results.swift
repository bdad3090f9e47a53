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
