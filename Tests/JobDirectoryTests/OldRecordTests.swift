/// Records that the first version wrote stay readable: a job outlives the program that started it.
import JSON
import Linux
import Testing

@testable import JobDirectory

@Suite("Records of older versions") struct OldRecordTests {
    /// What version 1 wrote, byte for byte.
    private func bytes(_ name: String) throws -> [UInt8] {
        let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return try #require(try FileSystem.contents("/\(here)/Fixtures/v1/\(name).json"))
    }

    @Test func `a job record without a time limit has none`() throws {
        let job = try JobRecord(parsing: try bytes("job"))
        #expect(job.command.last == "--quick")
        #expect(job.timeout == nil)
        #expect(job.stop == StopPolicy())
    }

    @Test func `a launch record without a leftovers policy stops them`() throws {
        let launch = try LaunchRecord(parsing: try bytes("launch"))
        #expect(launch.lease == .init(flavor: "gpu", gpus: ["GPU-0"]))
        #expect(launch.stop == StopPolicy(grace: 200, terminateGrace: 200))
        #expect(launch.timeout == nil)
        #expect(launch.fileModeMask == nil)
    }

    @Test func `an exit record without evidence claims none`() throws {
        let exit = try ExitRecord(parsing: try bytes("exit"))
        #expect(exit.main == .signal(15))
        #expect(exit.stop?.beforeEnd == true)
        #expect(exit.evidence == EndEvidence())
    }

    @Test func `a receipt without exit codes leaves them open`() throws {
        let receipt = try Receipt(parsing: try bytes("receipt"))
        #expect(receipt.processes.map(\.command) == ["bash", "sleep"])
        #expect(receipt.processes.allSatisfy { $0.outcome == nil && $0.startedAt == nil })
        #expect(receipt.requester == nil)
        #expect(receipt.gpus.isEmpty)
    }

    @Test func `the other records are read as before`() throws {
        #expect(try MainRecord(parsing: try bytes("main")).outcome == .signal(15))
        #expect(try ProcessRecord(parsing: try bytes("pids")).controlGroup == nil)
        #expect(try StateRecord(parsing: try bytes("state")).stage == .terminate)
        #expect(try StopRecord(parsing: try bytes("stop")).requester == "api")
    }
}
