/// Several topics over a WebSocket: the client says what it wants (streams-and-web.md section 3.7).
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Several topics over a WebSocket") struct TopicSocketTests {
    private func say(_ text: String, _ socket: WebSocketClient) throws {
        try socket.send(.text, Array(text.utf8))
    }

    private func first(_ type: String, _ socket: WebSocketClient) throws -> JSONValue {
        while let frame = try socket.frame() {
            if frame["e"]?.stringValue == type { return frame }
        }
        throw TimedOut(what: "a frame '\(type)' before the socket was closed")
    }

    @Test func `subscribes, acknowledges and leaves by message`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let socket = try WebSocketClient(server, "/api/v1/stream/ws", [.secWebSocketProtocol: "ananacare.v1"])
            #expect(socket.head.status == .switchingProtocols)
            #expect(socket.head.fields[.secWebSocketProtocol] == "ananacare.v1")
            #expect(try first("hello", socket)["transport"] == "ws")
            try say(#"{"op":"sub","topics":["jobs"]}"#, socket)
            let id = try server.submit("count.py", ["5000"])
            #expect(try first("job", socket)["job"]?["id"]?.stringValue == id)
            try say(#"{"op":"sub","topics":["log:\#(id)"],"cursor":"l1"}"#, socket)
            var lines: [String] = []
            while lines.count < 5000 {
                let frame = try first("log", socket)
                #expect(frame["from"]?.integerValue == Int64(lines.count) + 1)
                lines += frame["x"]?.arrayValue?.compactMap(\.stringValue) ?? []
                try say(#"{"op":"ack","j":"\#(id)","to":\#(lines.count + 1)}"#, socket)
            }
            #expect(lines == Scripts.counted(5000))
            #expect(try first("end", socket)["to"] == 5001)
            try say(#"{"op":"unsub","topics":["jobs"]}"#, socket)
            try say(#"{"op":"sub","topics":["cats"]}"#, socket)
            #expect(try first("error", socket)["code"] == "bad_topic")
            try socket.send(.close, [3, 232])
            #expect(try socket.control() == .close(1000, reason: ""))
        }
    }

    @Test func `takes its topics from the query too`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["300"])
            _ = try server.awaitEnd(id)
            let socket = try WebSocketClient(server, "/api/v1/stream/ws?topics=log:\(id)&tail=10&level=E")
            #expect(try first("hello", socket)["log"]?[id]?["next"] == 301)
            #expect(try first("lag", socket)["to"] == 291)
            #expect(try first("log", socket)["n"] == [291, 295, 299])
            #expect(try first("end", socket)["exit_code"] == 0)
        }
    }

    @Test func `without a handshake it is 426, and an unknown topic is refused before it`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            #expect(try server.get("/api/v1/stream/ws").status == 426)
            #expect(try WebSocketClient(server, "/api/v1/stream/ws?topics=cats").head.status == .badRequest)
        }
    }
}
