/// Metrics and artifacts of a job as they come, over streams of several topics.
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Metric and artifact frames") struct FeedTests {
    private static let training = """
        import gate
        print("{'loss': 0.5, 'epoch': 1.0}")
        print("plain")
        gate.wait("go")
        print("{'loss': nan, 'epoch': 2.0}")

        """
    private static let writer = """
        import gate, os
        folder = os.environ["ANANA_ARTIFACTS_DIR"]
        gate.wait("start")
        open(folder + "/old.txt", "w").write("old")
        gate.wait("go")
        os.makedirs(folder + "/ckpt")
        open(folder + "/ckpt/best.pt", "w").write("12345")
        gate.wait("more")
        os.remove(folder + "/ckpt/best.pt")
        gate.wait("end")

        """

    private func frame(_ event: ReceivedEvent) throws -> JSONValue {
        try JSONValue(parsing: Array(event.data.utf8))
    }

    @Test func `what a job reports comes row by row, and resumes on a new server behind the row seen last`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.training]) { project in
            let old = try project.serve()
            let id = try old.submit("train.py")
            let stream = try EventReader(old, "/api/v1/stream?topics=metrics:\(id)")
            let first = try stream.first("metric")
            let row = try frame(first)
            #expect(row["j"]?.stringValue == id && row["from"] == 1 && row["to"] == 2 && row["n"] == [1])
            #expect(row["v"] == ["loss": [0.5], "epoch": [1.0]] && row["step"]?.arrayValue?.count == 1)
            try old.killed()
            let server = try project.serve()
            let again = try EventReader(
                server, "/api/v1/stream?topics=metrics:\(id)", lastEventID: first.lastID)
            try project.open("go")
            let next = try frame(try again.first("metric"))
            #expect(next["from"] == 2 && next["to"] == 3 && next["n"] == [3])
            #expect(next["v"]?["loss"] == [nil] && next["nonfinite"] == ["loss": ["0": "nan"]])
            let page = try server.get("/api/v1/jobs/\(id)/metrics").json
            #expect(page["to"] == next["to"])
        }
    }

    @Test func `metrics come by poll and by WebSocket as well`() throws {
        try ProjectUnderTest.with(["train.py": Self.training]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            try project.open("go")
            _ = try server.awaitEnd(id)
            let poll = try server.get("/api/v1/stream/poll?topics=metrics:\(id)&cursor=m2").json
            let rows = poll["frames"]?.arrayValue?.first { $0["e"] == "metric" }
            #expect(rows?["from"] == 2 && poll["cursor"]?.stringValue?.hasSuffix(".m3") == true, "\(poll)")
            let socket = try WebSocketClient(server, "/api/v1/stream/ws?topics=metrics:\(id)")
            while let frame = try socket.frame() {
                guard frame["e"] == "metric" else { continue }
                #expect(frame["from"] == 1 && frame["to"] == 3)
                break
            }
        }
    }

    @Test func `metrics of two jobs are one too many`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let ids = try (0..<2).map { _ in try server.submit("count.py", ["1"]) }
            let answer = try server.get("/api/v1/stream?topics=metrics:\(ids[0]),metrics:\(ids[1])")
            #expect(answer.status == 400 && answer.text.contains("one `metrics` topic at most"))
        }
    }

    @Test func `files that a job leaves are told, and again to a client that comes back`() throws {
        try ProjectUnderTest.with(["write.py": Self.writer]) { project in
            let server = try project.serve()
            let id = try server.submit("write.py")
            let stream = try EventReader(server, "/api/v1/stream?topics=artifacts:\(id)")
            let hello = try stream.first("hello")
            try project.open("start")
            // Whichever came first: the file, or the first look at the folder.
            let event = try #require(try stream.next())
            #expect(event.type == "reset" || event.type == "artifact")
            try project.open("go")
            let best = try first("upsert", "ckpt/best.pt", stream)
            #expect(
                best["j"]?.stringValue == id && best["size"] == 5
                    && best["mtime"]?.integerValue ?? 0 > 1_700_000_000_000)
            let listed = try server.get("/api/v1/jobs/\(id)/artifacts?recursive=true").json
            #expect(listed["items"]?.arrayValue?.contains { $0["path"] == "ckpt/best.pt" } == true)
            // Cut off before it: the same events by number.
            let again = try EventReader(
                server, "/api/v1/stream?topics=artifacts:\(id)", lastEventID: hello.lastID)
            #expect(try first("upsert", "ckpt/best.pt", again)["seq"] == best["seq"])
            try project.open("more")
            #expect(try first("delete", "ckpt/best.pt", again)["size"] == nil)
            try project.open("end")
        }
    }

    /// Until that is told.
    private func first(_ op: String, _ path: String, _ stream: EventReader) throws -> JSONValue {
        while true {
            let frame = try frame(try stream.first("artifact"))
            if frame["op"]?.stringValue == op, frame["path"]?.stringValue == path { return frame }
        }
    }

    @Test func `of a job that has ended its size is told once it is known`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let stream = try EventReader(server, "/api/v1/stream?topics=jobs")
            _ = try stream.first("hello")
            let id = try server.submit("count.py", ["10"])
            while true {
                let job = try frame(try stream.first("job"))["job"]
                guard let bytes = job?["bytes"]?.integerValue else { continue }
                #expect(job?["id"]?.stringValue == id && job?["state"] == "completed" && bytes > 0)
                #expect(try server.job(id)["bytes"]?.integerValue == bytes)
                break
            }
        }
    }
}
