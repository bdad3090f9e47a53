/// Several topics by long poll: for networks that let nothing else through (streams-and-web.md section 3.7).
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Several topics by long poll") struct PollTests {
    private static let gated = "import gate\nprint('ready')\ngate.wait('go')\nprint('done')\n"

    private struct Poll {
        let frames: [JSONValue]
        let cursor: String
    }

    private func poll(_ client: WireClient, _ topics: String, _ cursor: String?, wait: Int = 25) throws -> Poll {
        let place = cursor.map { "&cursor=\($0)" } ?? ""
        let answer = try client.ask(.get, "/api/v1/stream/poll?topics=\(topics)&wait=\(wait)\(place)")
        try #require(answer.status == 200, "\(answer)")
        #expect(answer.fields[.contentType] == "application/json" && answer.fields[.cacheControl] == "no-store")
        return Poll(
            frames: try #require(answer.json["frames"]?.arrayValue, "\(answer)"),
            cursor: try #require(answer.json["cursor"]?.stringValue))
    }

    @Test func `brings every line once, then the end, on one connection`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("halves.py", ["1000"])
            let client = try server.connect()
            var (tape, cursor, polls) = (LogTape(), "l1", 0)
            while tape.end == nil {
                let answer = try poll(client, "jobs,log:\(id)", cursor)
                for frame in answer.frames where frame["e"] == "log" || frame["e"] == "end" {
                    tape.take(frame, as: frame["e"]?.stringValue ?? "")
                }
                cursor = answer.cursor
                polls += 1
                try project.open("go")
            }
            #expect(tape.faults == [] && tape.lines == Scripts.counted(1000) && polls > 1)
            // The end is told once.
            #expect(try poll(client, "log:\(id)", cursor, wait: 0).frames.isEmpty)
        }
    }

    @Test func `waits for news, and says that there is none`() throws {
        try ProjectUnderTest.with(["wait.py": Self.gated]) { project in
            let server = try project.serve()
            let id = try server.submit("wait.py")
            let client = try server.connect()
            var answer = try poll(client, "log:\(id)", "l1")
            while !answer.frames.contains(where: { $0["e"] == "log" }) {
                answer = try poll(client, "log:\(id)", answer.cursor)
            }
            // Its text may have been shown before its newline came: that there is no open line is news.
            repeat { answer = try poll(client, "log:\(id)", answer.cursor, wait: 0) } while !answer.frames.isEmpty
            #expect(try poll(client, "log:\(id)", answer.cursor, wait: 1).frames.isEmpty)
            // The line that wakes it comes while it waits, or before: it is answered all the same.
            try project.open("go")
            let news = try poll(client, "log:\(id)", answer.cursor)
            #expect(news.frames.first?["x"] == ["done"])
        }
    }

    @Test func `the first answer says hello, and later ones only what is new`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let client = try server.connect()
            let first = try poll(client, "jobs", nil)
            #expect(first.frames.map { $0["e"] } == ["hello"] && first.frames[0]["transport"] == "poll")
            let id = try server.submit("count.py", ["1"])
            let second = try poll(client, "jobs", first.cursor)
            #expect(second.frames.first?["job"]?["id"]?.stringValue == id && !second.frames.contains { $0["e"] == "hello" })
        }
    }

    @Test func `waits no longer than it may`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            #expect(try server.get("/api/v1/stream/poll?topics=jobs&wait=26").status == 400)
        }
    }
}
