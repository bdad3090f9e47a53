/// The machine and what was recorded of a job, through the router.
import HTTP
import JSON
import JobAPI
import JobDirectory
import Jobs
import Linux
import Provenance
import Testing

@testable import AnanaServer

@Suite struct SystemReportTests {
    @Test func `the machine is told, with the limits in force`() throws {
        let fixture = try ProjectFixture()
        let json = fixture.get("/api/v1/system").json
        #expect(json["version"] == .string(AnanaServer.Version.current) && json["boot"] == "b")
        #expect((json["host"]?["memory"]?.integerValue ?? 0) > 1 << 20)
        #expect((json["host"]?["cpus"]?.integerValue ?? 0) >= 1)
        #expect((json["memory_available"]?.integerValue ?? 0) > 0)
        #expect((json["disk"]?["free"]?.integerValue ?? 0) > 0)
        #expect(json["load"]?.arrayValue?.count == 3 && json["cpu_used"] == .null)
        #expect(json["gpus"] == [] && json["gpus_at"] == .null)
        #expect(json["limits"]?["running"] == 2 && json["limits"]?["body_bytes"] == 1_048_576)
        #expect(json["limits"]?["flavors"] == [["name": "cpu", "gpus": 0, "running": .null]])
    }

    @Test func `of a job without a record nothing is invented`() throws {
        let fixture = try ProjectFixture()
        let job = try fixture.put()
        let path = "/api/v1/jobs/\(job.id)/provenance"
        #expect(fixture.get(path).status == .notFound)
        let file = fixture.results.job(job.id).provenance
        try FileSystem.makeDirectories(fixture.results.job(job.id).path)
        try AtomicFile.replace(file, with: Array("{\"job\":".utf8))
        #expect(fixture.get(path).status == .notFound)
        let record = ProvenanceRecord(
            job: job.id.text, recordedAt: Timestamp(milliseconds: 5), complete: true,
            git: GitState(
                commit: "c0ffee", branch: nil, dirty: true, changed: 1, untracked: 0, insertions: 1,
                deletions: 2,
                files: [GitFile(path: "a\nb", status: " M")]),
            python: nil, packages: ["a==1"], host: HostFacts.read(), gpuDriver: nil, gpus: [], notes: ["x"])
        try AtomicFile.replace(file, with: record.encoded())
        let response = fixture.get(path)
        #expect(response.status == .ok && response.bytes == record.encoded())
    }

    @Test func `an unknown job is 404`() throws {
        #expect(
            try ProjectFixture().get("/api/v1/jobs/01kb3v6y7m9q2r4t6w8x0z1a3c/provenance").status == .notFound
        )
    }
}
