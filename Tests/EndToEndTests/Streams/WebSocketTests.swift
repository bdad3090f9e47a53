/// A job's log over a WebSocket, by a client of our own (RFC 6455).
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A log over a WebSocket") struct WebSocketTests {
    private static let gatedLine = "import gate\nprint('ready')\ngate.wait('go')\nprint('done')\n"

    @Test func `brings every line of a running job, then the end, then 1000`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["500", "0.002", "4"])
            let socket = try WebSocketClient(server, "/ws/logs/\(id)")
            #expect(socket.head.status == .switchingProtocols)
            // RFC 6455 section 1.3
            #expect(socket.head.fields[.secWebSocketAccept] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(socket.head.fields[.secWebSocketProtocol] == nil)
            var tape = LogTape()
            var last: FrameDecoder.Event?
            while let event = try socket.next() {
                last = event
                guard case .text(let text) = event else { continue }
                let frame = try JSONValue(parsing: Array(text.utf8))
                tape.take(frame, as: frame["e"]?.stringValue ?? "")
                if frame["e"] == "hello" { #expect(frame["transport"] == "ws") }
            }
            #expect(tape.faults == [])
            #expect(tape.lines == Scripts.counted(500))
            #expect(tape.end?["exit_code"] == 4)
            #expect(last == .close(1000, reason: ""))
        }
    }

    @Test(arguments: ["", "?from=700", "?tail=30", "?level=WE"])
    func `carries the same frames as the event stream`(query: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["2500"])
            _ = try server.awaitEnd(id)
            let events = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream\(query)").rest()
            let socket = try WebSocketClient(server, "/ws/logs/\(id)\(query)")
            var frames: [JSONValue] = []
            while let frame = try socket.frame() { frames.append(frame) }
            // `hello` names the carrier and the time.
            #expect(frames.first?["e"] == "hello")
            let others = try events.filter { $0.type != "hello" }.map {
                try JSONValue(parsing: Array($0.data.utf8))
            }
            #expect(Array(frames.dropFirst()) == others)
            #expect(events.filter { $0.type != "hello" }.map(\.type) == others.map { $0["e"]?.stringValue })
            #expect(others.count > 1)
        }
    }

    @Test func `answers pings, takes what it does not know in silence, and closes when asked`() throws {
        try ProjectUnderTest.with(["train.py": Self.gatedLine]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let socket = try WebSocketClient(server, "/ws/logs/\(id)")
            while try socket.frame()?["e"] != "log" {}
            try socket.send(.text, Array(#"{"op":"pong","t":1}"#.utf8))
            try socket.send(.ping, Array("are you there".utf8))
            #expect(try socket.control() == .pong(Array("are you there".utf8)))
            try socket.send(.close, [0x03, 0xE8])
            #expect(try socket.control() == .close(1000, reason: ""))
            #expect(try socket.next() == nil)
            #expect(try server.job(id)["state"] == "running")
        }
    }

    @Test func `a frame without a mask is a breach of the protocol`() throws {
        try ProjectUnderTest.with(["train.py": Self.gatedLine]) { project in
            let server = try project.serve()
            let socket = try WebSocketClient(server, "/ws/logs/\(try server.submit("train.py"))")
            while try socket.frame()?["e"] != "log" {}
            try socket.send(raw: FrameEncoder.encode(Frame(.text, payload: Array("hi".utf8))))  // section 5.1
            #expect(try socket.control() == .close(1002, reason: ""))
            #expect(try socket.next() == nil)
        }
    }

    @Test func `a subprotocol is echoed only if it was offered`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["1"])
            for offer in ["ananacare.v1", "chat, ananacare.v1"] {
                let socket = try WebSocketClient(server, "/ws/logs/\(id)", [.secWebSocketProtocol: offer])
                #expect(socket.head.fields[.secWebSocketProtocol] == "ananacare.v1")
            }
            let socket = try WebSocketClient(server, "/ws/logs/\(id)", [.secWebSocketProtocol: "chat"])
            #expect(socket.head.fields[.secWebSocketProtocol] == nil)
        }
    }

    @Test func `a handshake that is none is refused`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["1"])
            let plain = try server.get("/ws/logs/\(id)")
            #expect(plain.status == 426 && plain.isProblem)
            #expect(plain.fields[.upgrade] == "websocket")
            func status(_ target: String, _ fields: Fields) throws -> Int {
                try WebSocketClient(server, target, fields).head.status.code
            }
            #expect(try status("/ws/logs/\(id)", [.secWebSocketVersion: "8"]) == 426)
            #expect(try status("/ws/logs/\(id)", [.secWebSocketKey: "short"]) == 400)
            #expect(try status("/ws/logs/01zzzzzzzzzzzzzzzzzzzzzzzz", [:]) == 404)
            #expect(try status("/ws/logs/\(id)", [.origin: "https://evil.example"]) == 403)
            #expect(try status("/ws/logs/\(id)", [.secFetchSite: "cross-site"]) == 403)
            #expect(try status("/ws/logs/\(id)", [.host: "evil.example"]) == 421)
            #expect(try status("/ws/logs/\(id)", [.origin: "http://127.0.0.1:\(server.port)"]) == 101)
        }
    }

    @Test func `a slow reader loses nothing`() throws {
        let script = "for n in range(8000): print(n, 'x' * 1000)\n"
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve("--write-stall-timeout", "10m")
            let id = try server.submit("train.py")
            let socket = try WebSocketClient(server, "/ws/logs/\(id)")
            _ = try server.awaitEnd(id)
            var tape = LogTape()
            while let frame = try socket.frame() { tape.take(frame, as: frame["e"]?.stringValue ?? "") }
            #expect(tape.faults == [])
            #expect(tape.lines.count == 8_000)
        }
    }
}
