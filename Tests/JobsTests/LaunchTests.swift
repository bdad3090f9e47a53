import JSON
import JobDirectory
@testable import Jobs
import Project
import Testing

@Suite("Launch") struct LaunchTests {
    private let launch = Launch(
        root: "/project", store: JobStore(results: ResultsFolder(path: "/r")), bootID: "boot",
        retention: LogRetention(LogLimits(size: 5 << 20, age: 7)))
    private let job = JobRecord(
        id: JobID(at: 5), template: "t", name: nil, parameters: [:],
        environment: ["A": "1", "CUDA_VISIBLE_DEVICES": "7"],
        flavor: "gpu", command: ["python3", "train.py"], stop: StopPolicy(grace: 3), createdAt: 5)

    private func record(_ gpus: [String]) -> LaunchRecord {
        launch.record(for: job, attempt: 2, lease: SlotTable.Lease(flavor: "gpu", gpus: gpus))
    }

    @Test func `a job runs in the project's folder, with what it asked for and what it must know`() {
        let record = record(["GPU-a", "GPU-b"])
        #expect(record.workingDirectory == "/project")
        #expect(record.arguments == ["python3", "train.py"])
        #expect(record.stop == job.stop)
        #expect(record.bootID == "boot")
        #expect(record.retention == LogRetention(size: 5 << 20, age: 7))
        #expect(record.lease == .init(flavor: "gpu", gpus: ["GPU-a", "GPU-b"]))
        let directory = ResultsFolder(path: "/r").job(job.id)
        #expect(
            record.environment == [
                "A": "1", "CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "GPU-a,GPU-b",
                "ANANA_JOB_ID": job.id.text, "ANANA_NONCE": record.nonce, "ANANA_ATTEMPT": "2",
                "ANANA_ARTIFACTS_DIR": directory.artifacts, "ANANA_RESULTS_DIR": "/r"
            ])
    }

    @Test func `a job without a GPU sees none, whoever made it`() {
        let environment = record([]).environment
        for name in ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES"] {
            #expect(environment[name] == "-1")
        }
    }

    @Test func `of AMD's GPUs ROCr chooses, and what counts on top of it counts anew`() {
        let variables = GPUSurvey.Maker.amd.variables(["GPU-a", "GPU-b"])
        #expect(variables["ROCR_VISIBLE_DEVICES"] == "GPU-a,GPU-b")
        #expect(variables["HIP_VISIBLE_DEVICES"] == "0,1" && variables["CUDA_VISIBLE_DEVICES"] == "0,1")
    }

    @Test func `no two attempts have the same nonce`() {
        #expect(record([]).nonce != record([]).nonce)
    }
}
