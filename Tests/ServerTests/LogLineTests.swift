/// One whole line, in parts where it is long.
@testable import AnanaServer
import HTTP
import JSON
import JobDirectory
import Jobs
import Testing

@Suite struct LogLineTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job
    private var path: String { "/api/v1/jobs/\(job.id)/logs" }

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
    }

    @Test func `a line is whole, and says where it stands`() throws {
        let long = String(repeating: "x", count: 50_000)
        try fixture.print("first\nERROR: \(long)\n", to: job)
        let line = fixture.get(path + "/2").json
        #expect(
            line["x"]?.stringValue == "ERROR: " + long && line["n"] == 2 && line["l"] == "E"
                && line["s"] == "m")
        #expect(
            line["at"] == 6 && line["length"] == 50_007 && line["offset"] == 0 && line["next"] == .null)
        #expect((line["t"]?.integerValue ?? 0) > 1_700_000_000_000)
    }

    @Test func `parts of a line make the line, no character cut in two`() throws {
        let text = "€ \u{1F600}é" + String(repeating: "aé€\u{1F600}", count: 30)
        try fixture.print(text + "\n", to: job)
        for limit in [16, 17, 18, 19, 100] { #expect(try inParts(of: limit) == text) }
    }

    private func inParts(of limit: Int) throws -> String {
        var whole = ""
        var offset: Int64? = 0
        while let start = offset {
            let part = fixture.get(path + "/1?offset=\(start)&limit=\(limit)").json
            let x = try #require(part["x"]?.stringValue)
            #expect(!x.unicodeScalars.contains("\u{FFFD}"))
            whole += x
            offset = part["next"]?.integerValue
        }
        return whole
    }

    @Test func `a line that is not there is 404`() throws {
        try fixture.print("1\n2\n", to: job)
        for line in ["0", "3", "99999", "x", "-1", "1.5", "9999999999999999999"] {
            #expect(fixture.get(path + "/" + line).status == .notFound, "\(line)")
        }
    }

    @Test func `a job without a log has no line, and no job has none`() {
        #expect(fixture.get(path + "/1").status == .notFound)
        #expect(fixture.get("/api/v1/jobs/01kb3v6y7m9q2r4t6w8x0z1a3c/logs/1").status == .notFound)
    }
}
