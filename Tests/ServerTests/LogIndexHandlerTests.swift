/// The map of a log's levels, and which windows may be kept for ever.
@testable import AnanaServer
import HTTP
import JSON
import JobDirectory
import Jobs
import Testing

@Suite struct LogIndexHandlerTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job
    private var path: String { "/api/v1/jobs/\(job.id)/logs" }

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
    }

    @Test func `levels are counted by thousands, and what comes is added`() throws {
        #expect(
            fixture.get(path + "/index").json["E"] == [] && fixture.get(path + "/index").json["next"] == 1
        )
        try fixture.print(
            (1...1500).map { $0 % 100 == 0 ? "ERROR: \($0)\n" : "INFO: x\n" }.joined(), to: job)
        let map = fixture.get(path + "/index").json
        #expect(
            map["E"] == [10, 5] && map["I"] == [990, 495] && map["W"] == [0, 0] && map["size"] == 1000)
        #expect(map["first"] == 1 && map["next"] == 1501 && map["t"]?.arrayValue?.count == 2)
        try fixture.print("CRITICAL: end\n", to: job)
        #expect(fixture.get(path + "/index").json["C"] == [0, 1])
    }

    @Test func `a whole window of a named epoch may be kept for ever, no other`() throws {
        try fixture.print((1...20).map { "\($0)\n" }.joined(), to: job)
        let epoch = try #require(fixture.get(path).json["epoch"]?.stringValue)
        let cached = { (query: String) in
            fixture.get(path + query).fields[.cacheControl]?.contains("immutable") ?? false
        }
        #expect(cached("?from=1&limit=10&epoch=\(epoch)") && cached("?from=11&limit=10&epoch=\(epoch)"))
        #expect(!cached("?from=1&limit=10") && !cached("?from=1&limit=10&epoch=0"))
        #expect(
            !cached("?from=11&limit=11&epoch=\(epoch)") && !cached("?from=-10&limit=10&epoch=\(epoch)"))
    }
}
