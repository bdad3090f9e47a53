/// Several topics in one connection (streams-and-web.md section 3.7): what a page needs to be live.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Streams of several topics") struct TopicStreamTests {
    private static let gated = "import gate\nprint('ready')\ngate.wait('go')\nprint('done')\n"

    /// The value of an event, which is its frame.
    private func frame(_ event: ReceivedEvent) throws -> JSONValue {
        try JSONValue(parsing: Array(event.data.utf8))
    }

    /// The next frame of that kind for which `condition` holds.
    private func first(
        _ type: String, on stream: EventReader, where condition: (JSONValue) -> Bool
    ) throws -> (frame: JSONValue, id: String) {
        while true {
            let event = try stream.first(type)
            let frame = try frame(event)
            if condition(frame) { return (frame, event.lastID) }
        }
    }

    @Test func `tells of a job from its start to its end, as the API has it`() throws {
        let failing = "import gate, sys\ngate.wait('go')\nsys.exit(4)\n"
        try ProjectUnderTest.with(["fail.py": failing]) { project in
            let server = try project.serve()
            let stream = try EventReader(server, "/api/v1/stream?topics=jobs,queue")
            #expect(stream.head.fields[.contentType] == "text/event-stream")
            let hello = try frame(try #require(try stream.next()))
            #expect(hello["e"] == "hello" && hello["transport"] == "sse")
            #expect(hello["boot"] == (try server.get("/healthz").json["boot"]))
            let id = try server.submit("fail.py")
            var states: [String] = []
            var seqs: [Int64] = []
            while states.last != "failed" {
                let next = try first("job", on: stream) { $0["job"]?["id"]?.stringValue == id }.frame
                states.append(next["job"]?["state"]?.stringValue ?? "?")
                seqs.append(next["seq"]?.integerValue ?? 0)
                // Frames tell the latest state: one that lasts for less than a turn of the loop may be left out.
                if states.last == "running" { try project.open("go") }
                guard states.last == "failed", let told = next["job"]?.objectValue else { continue }
                // Its size is counted after its end.
                let read = try #require(try server.job(id).objectValue)
                for member in told where member.name != "bytes" { #expect(read[member.name] == member.value) }
            }
            #expect(states.contains("running"), "\(states)")
            #expect(seqs == seqs.sorted() && Set(seqs).count == seqs.count, "\(seqs)")
            let notice = try first("notice", on: stream) { $0["j"]?.stringValue == id }.frame
            #expect(notice["code"] == "job_failed" && notice["level"] == "error")
        }
    }

    @Test func `tells who runs and who waits`() throws {
        try ProjectUnderTest.with(["wait.py": Self.gated]) { project in
            let server = try project.serve("--limit", "1")
            let stream = try EventReader(server, "/api/v1/stream?topics=queue")
            _ = try stream.first("hello")
            let running = try server.submit("wait.py")
            let waiting = try server.submit("wait.py")
            let queue = try first("queue", on: stream) {
                $0["queued"]?.arrayValue?.isEmpty == false && $0["running"]?.arrayValue?.isEmpty == false
            }.frame
            #expect(queue["running"] == [.string(running)])
            #expect(queue["queued"] == [["id": .string(waiting), "pos": 1]])
            #expect(queue["slots"]?["cpu"] == ["total": 1, "used": 1])
            try project.open("go")
            // Once both are through; in between the second waits alone.
            _ = try first("queue", on: stream) {
                $0["running"]?.arrayValue?.isEmpty == true && $0["queued"]?.arrayValue?.isEmpty == true
            }
        }
    }

    @Test func `carries a log beside, and goes on behind the last event that was seen`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("halves.py", ["600"])
            var (lines, cursor, connections) = ([String](), "l1", 0)
            var end: JSONValue?
            var random = Randomness()
            while end == nil {
                let stream = try EventReader(server, "/api/v1/stream?topics=jobs,log:\(id)", lastEventID: cursor)
                connections += 1
                var remaining = random.next(2...40)
                while remaining > 0, end == nil, let event = try stream.next() {
                    if !event.lastID.isEmpty { cursor = event.lastID }
                    let frame = try frame(event)
                    if event.type == "log" {
                        #expect(frame["from"]?.integerValue == Int64(lines.count) + 1, "seed \(random.seed)")
                        lines += frame["x"]?.arrayValue?.compactMap(\.stringValue) ?? []
                    }
                    if event.type == "end" { end = frame }
                    remaining = lines.count == 300 ? 0 : remaining - 1
                }
                try project.open("go")
            }
            #expect(lines == Scripts.counted(600) && connections > 1, "seed \(random.seed)")
            #expect(end?["state"] == "completed" && end?["to"] == 601)
        }
    }

    @Test func `after a restart of the server the lines go on, and lists are to be fetched`() throws {
        try ProjectUnderTest.with(["wait.py": Self.gated]) { project in
            let old = try project.serve()
            let id = try old.submit("wait.py")
            let before = try EventReader(old, "/api/v1/stream?topics=jobs,log:\(id)")
            let cursor = try before.first("log").lastID
            try old.killed()
            let server = try project.serve()
            let stream = try EventReader(server, "/api/v1/stream?topics=jobs,log:\(id)", lastEventID: cursor)
            _ = try stream.first("hello")
            let reset = try frame(try stream.first("reset"))
            #expect(reset["topics"] == ["jobs"] && reset["why"] == "restart")
            try project.open("go")
            let line = try frame(try stream.first("log"))
            #expect(line["from"] == 2 && line["x"] == ["done"])
            #expect(try frame(try stream.first("end"))["to"] == 3)
        }
    }

    @Test func `tells what the job's processes use`() throws {
        try ProjectUnderTest.with(["wait.py": Self.gated]) { project in
            let server = try project.serve()
            let id = try server.submit("wait.py")
            let stream = try EventReader(server, "/api/v1/stream?topics=res:\(id)")
            let usage = try frame(try stream.first("res"))
            #expect(usage["j"]?.stringValue == id && usage["procs"]?.integerValue ?? 0 >= 1)
            #expect(usage["rss"]?.integerValue ?? 0 > 100_000 && usage["t"]?.integerValue ?? 0 > 1_700_000_000_000)
            try project.open("go")
        }
    }

    @Test(arguments: [
        ("topics=cats", 400), ("topics=", 400), ("", 400), ("topics=log:nobody", 404), ("topics=jobs,log:none", 404),
        ("topics=jobs&level=X", 400), ("topics=jobs&tail=-1", 400), ("topics=jobs&stream=q", 400),
    ])
    func `what can't be streamed is refused before anything is sent`(query: String, status: Int) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            for path in ["/api/v1/stream", "/api/v1/stream/poll"] {
                let answer = try server.get("\(path)?\(query)")
                #expect(answer.status == status && answer.isProblem, "\(answer)")
            }
        }
    }

    @Test func `two logs are one too many`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let ids = try (0..<2).map { _ in try server.submit("count.py", ["1"]) }
            let answer = try server.get("/api/v1/stream?topics=log:\(ids[0]),log:\(ids[1])")
            #expect(answer.status == 400 && answer.text.contains("one `log` topic at most"))
        }
    }

    @Test func `a cursor that is none is an error frame, which EventSource can read`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let events = try EventReader(server, "/api/v1/stream?topics=jobs", lastEventID: "what?").rest()
            #expect(events.map(\.type) == ["hello", "error"])
            #expect(try frame(events[1])["code"] == "bad_cursor")
        }
    }
}
