/// Clauses of the wire format that no other suite holds (streams-and-web.md section 3.7), each by its words.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Wire format, clause by clause") struct WireFormatTests {
    private static let odd = """
        import sys
        out = sys.stdout.buffer
        out.write(b"\\xff a\\x00b\\x07 \\x1b[1mc\\td\\n")
        out.write("\\u00e9".encode() * 10000 + b"\\n")

        """

    private func frame(_ event: ReceivedEvent) throws -> JSONValue {
        try JSONValue(parsing: Array(event.data.utf8))
    }

    private func frames(of stream: EventReader, until type: String) throws -> [JSONValue] {
        var frames: [JSONValue] = []
        while frames.last?["e"]?.stringValue != type, let event = try stream.next() {
            frames.append(try frame(event))
        }
        return frames
    }

    @Test func `tail defaults to 2000 when there is no cursor, and a lag says what is left out`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["2500"])
            _ = try server.awaitEnd(id)
            let heard = try frames(
                of: try EventReader(server, "/api/v1/stream?topics=log:\(id)"), until: "end")
            #expect(heard.prefix(3).map { $0["e"] } == ["hello", "lag", "log"])
            #expect(heard[1] == ["e": "lag", "j": .string(id), "from": 1, "to": 501, "why": "tail"])
            #expect(heard[2]["from"] == 501 && heard.last?["to"] == 2501)
        }
    }

    @Test func `the path of the system this replaces begins at line 1, and has never a lag`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["2500"])
            _ = try server.awaitEnd(id)
            let socket = try WebSocketClient(server, "/ws/logs/\(id)")
            var next: Int64 = 1
            while let frame = try socket.frame() {
                #expect(frame["e"] != "lag")
                guard frame["e"] == "log" else { continue }
                #expect(frame["from"]?.integerValue == next)
                next = frame["to"]?.integerValue ?? 0
            }
            #expect(next == 2501)
        }
    }

    @Test func `first of all come bytes that get through, the time to come again, and hello`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["1"])
            for path in ["/api/v1/stream?topics=jobs", "/api/v1/jobs/\(id)/logs/stream"] {
                let client = try server.connect()
                try client.send(.get, path)
                let head = try client.head()
                #expect(
                    head.fields[.contentType] == "text/event-stream"
                        && head.fields["X-Accel-Buffering"] == "no")
                #expect(head.fields[.cacheControl]?.contains("no-store") == true)
                #expect(!head.fields.contains(.contentLength) && !head.fields.contains("Content-Encoding"))
                var text = ""
                while !text.contains("\n\nevent: hello\n") && !text.contains("\nevent: hello\n") {
                    guard case .bytes(let bytes) = try client.piece() else { throw TimedOut(what: "hello") }
                    text += String(decoding: bytes, as: UTF8.self)
                }
                #expect(text.hasPrefix(": ok\n\nretry: 1500\n\n"), "\(path)")
            }
        }
    }

    @Test func `Last-Event-ID wins over the cursor of the URL`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["20"])
            _ = try server.awaitEnd(id)
            let stream = try EventReader(
                server, "/api/v1/stream?topics=log:\(id)&cursor=l2&tail=1", lastEventID: "l18")
            #expect(try frame(try stream.first("log"))["from"] == 18)
        }
    }

    @Test(arguments: ["x", "17", "b1.e1.l1.l2", "l0", "e99999999", "l99999", "m99999", "f99999"])
    func `a cursor that can't be parsed or lies past the end is the error bad_cursor`(cursor: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3"])
            _ = try server.awaitEnd(id)
            let topics = "topics=log:\(id),metrics:\(id)"
            // A log whose end was told is not opened again.
            if cursor == "f99999" {
                let answer = try server.get("/api/v1/stream/poll?\(topics)&wait=0&cursor=\(cursor)").json
                #expect(answer["cursor"]?.stringValue?.contains("f99999") == true)
                return
            }
            let heard = try EventReader(server, "/api/v1/stream?\(topics)", lastEventID: cursor).rest()
            let error = try frame(try #require(heard.last))
            #expect(error["e"] == "error" && error["code"] == "bad_cursor", "\(heard)")
        }
    }

    @Test func `the id of one log's stream is no cursor of the other kind`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3"])
            _ = try server.awaitEnd(id)
            for format in ["frames", "lines"] {
                let path = "/api/v1/jobs/\(id)/logs/stream?format=\(format)"
                let heard = try EventReader(server, path, lastEventID: "b1.e1.l2").rest()
                #expect(heard.map(\.type) == ["error"])
            }
        }
    }

    @Test func `a line can be read by its number before its frame is sent`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["300", "0.002"])
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            let client = try server.connect()
            var end: JSONValue?
            while end == nil, let event = try stream.next() {
                let frame = try frame(event)
                if frame["e"] == "end" { end = frame }
                guard frame["e"] == "log", let to = frame["to"]?.integerValue else { continue }
                let window = try client.ask(.get, "/api/v1/jobs/\(id)/logs?from=\(to - 1)&limit=1").json
                #expect(window["x"]?.arrayValue?.last == frame["x"]?.arrayValue?.last)
            }
            #expect(end?["to"] == 301)
        }
    }

    @Test func `invalid UTF-8 becomes U+FFFD, control characters go, and the file keeps its bytes`() throws {
        try ProjectUnderTest.with(["odd.py": Self.odd]) { project in
            let server = try project.serve()
            let id = try server.submit("odd.py")
            _ = try server.awaitEnd(id)
            let log = try frame(try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").first("log"))
            #expect(log["x"]?.arrayValue?.first == "\u{FFFD} ab \u{1B}[1mc\td")
            let raw = try server.get("/api/v1/jobs/\(id)/logs/raw").body
            #expect(raw.starts(with: [0xFF, 0x20, 0x61, 0x00, 0x62, 0x07]))
        }
    }

    @Test func `of a long line a frame has the first 16 KiB and its length, and it can be had whole`() throws
    {
        try ProjectUnderTest.with(["odd.py": Self.odd]) { project in
            let server = try project.serve()
            let id = try server.submit("odd.py")
            _ = try server.awaitEnd(id)
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream?from=2")
            let log = try frame(try stream.first("log"))
            #expect(
                log["cut"] == ["0": 20_000] && log["x"]?.arrayValue?.first?.stringValue?.utf8.count == 16_384)
            let whole = try server.get("/api/v1/jobs/\(id)/logs/2").json["x"]?.stringValue
            #expect(whole == String(repeating: "é", count: 10_000))
        }
    }

    @Test(arguments: [
        "/api/v1/stream?topics=jobs", "/api/v1/jobs/{job}/logs/stream",
        "/api/v1/jobs/{job}/logs/raw?follow=true",
        "/api/v1/jobs/{job}/logs/raw?level=E", "/api/v1/stream/poll?topics=jobs&wait=0",
    ])
    func `HEAD has the fields of a stream and no body`(path: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3"])
            _ = try server.awaitEnd(id)
            let client = try server.connect()
            let answer = try client.ask(.head, path.replacing("{job}", with: id))
            #expect(answer.status == 200 && answer.body.isEmpty && answer.fields.contains(.contentType))
            // The connection is as good as before.
            #expect(try server.get("/healthz").status == 200)
        }
    }

    @Test func `a server that goes says bye, and when to come again`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let stream = try EventReader(server, "/api/v1/stream?topics=jobs")
            _ = try stream.first("hello")
            server.program.send(.terminate)
            let last = try #require(try stream.rest().last)
            #expect(try frame(last) == ["e": "bye", "why": "shutdown", "retry": 1500])
        }
    }

    @Test func `after end the stream of one log is closed, and a reconnect at its end hears 204`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["5"])
            let path = "/api/v1/jobs/\(id)/logs/stream?format=lines"
            let events = try EventReader(server, path).rest()
            #expect(events.count { $0.type == "end" } == 1 && events.last?.type == "end")
            #expect(try server.get(path, [.lastEventID: events.last?.lastID ?? ""]).status == 204)
        }
    }
}
