// Bodies that are written as they come to be: framing, back-pressure, leaving and shutting down.
import HTTP
import HTTPServer
import Linux
import Testing

@Suite("BodyStream") struct BodyStreamTests {
    private static func route(
        _ type: String, _ heard: Heard, onDrained: (@Sendable (any BodySink) -> Void)? = nil,
        _ begin: @escaping @Sendable (any BodySink) -> Void
    ) -> Route {
        Route(.get, PathTemplate("/stream")) { _, _ in
            Response(
                status: .ok, fields: [.contentType: type],
                body: .stream { sink in
                    begin(sink)
                    return TestSource(sink, heard, onDrained: onDrained)
                })
        }
    }

    @Test(arguments: ["1.1", "1.0"])
    func `an event stream ends with its connection`(version: String) throws {
        let heard = Heard()
        let server = try TestServer([
            Self.route("text/event-stream", heard) { sink in
                sink.write(Array("data: 1\n\n".utf8))
                sink.write(Array("data: 2\n\n".utf8))
                sink.finish()
                sink.write(Array("never".utf8))
            }
        ])
        let client = try server.connect()
        try client.send("GET /stream HTTP/\(version)\r\nHost: a\r\n\r\n")
        let text = String(decoding: try client.readToEnd(), as: UTF8.self)
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(!text.contains("Content-Length") && !text.contains("chunked"))
        #expect(text.hasSuffix("\r\n\r\ndata: 1\n\ndata: 2\n\n"))
        try until("the source was told") { heard.all == ["closed"] }
    }

    @Test func `other streams are chunked, and the connection lives on`() throws {
        let heard = Heard()
        let server = try TestServer([
            Self.route("text/plain", heard) { sink in
                sink.write(Array("one".utf8))
                sink.write([])
                sink.write(Array("two".utf8))
                sink.finish()
            }
        ])
        let client = try server.connect()
        try client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\nGET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try client.response()
        #expect(response.head.fields[.transferEncoding] == "chunked")
        #expect(response.text == "onetwo")
        #expect(try client.response().text == "hello x")
        try until("the source was told") { heard.all == ["closed"] }
    }

    @Test func `the head and the first bytes go at once`() throws {
        let server = try TestServer([
            Self.route("text/event-stream", Heard()) { $0.write(Array(": ok\n\n".utf8)) }
        ])
        let client = try server.connect()
        try client.request("GET /stream")
        #expect(try client.read(until: ": ok\n\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func `HEAD of a stream starts nothing`() throws {
        let heard = Heard()
        let server = try TestServer([Self.route("text/plain", heard) { _ in heard.add("began") }])
        let client = try server.connect()
        try client.request("HEAD /stream")
        #expect(try client.response(to: .head).code == 200)
        try client.request("GET /hello/x")
        #expect(try client.response().code == 200)
        #expect(heard.all == [])
    }

    @Test func `a source hears that its reader has left`() throws {
        let heard = Heard()
        let server = try TestServer([
            Self.route("text/event-stream", heard) { $0.write(Array(": ok\n\n".utf8)) }
        ])
        var client: WireClient? = try server.connect()
        try client?.request("GET /stream")
        _ = try client?.read(until: ": ok")
        client = nil
        try until("the source was told") { heard.all == ["closed"] }
    }

    @Test(arguments: ["text/plain", "text/event-stream"])
    func `a half-closed reader gets all of a stream, to its end (RFC 9112 section 9.6)`(type: String) throws {
        let heard = Heard()
        let server = try TestServer([Self.route(type, heard) { $0.write(Array("data: on\n\n".utf8)) }])
        let client = try server.connect()
        try client.request("GET /stream")
        client.closeWriting()
        // The comment that asks an event stream's reader whether he is there says that his end was seen.
        _ = try client.read(until: type == "text/plain" ? "data: on" : "\n:\n\n")
        server.server.drain()
        #expect(String(decoding: try client.readToEnd(), as: UTF8.self).contains("bye"))
        server.server.wait()
        #expect(heard.all == ["shutdown", "closed"])
    }

    @Test func `a full sink drains, and nothing is lost`() throws {
        let heard = Heard()
        let counter = Counter()
        // Writes until the sink is full, then waits; a million bytes in all.
        let fill: @Sendable (any BodySink) -> Void = { sink in
            while !sink.isFull, counter.next() { sink.write([UInt8](repeating: 0x61, count: 10_000)) }
            if counter.isDone { sink.finish() }
        }
        let server = try TestServer([Self.route("text/plain", heard, onDrained: fill, fill)]) {
            $0.highWaterMark = 30_000
        }
        let client = try server.connect(receiveBuffer: 32_768)
        try client.request("GET /stream")
        #expect(try client.response().body.count == 1_000_000)
        try until("the source was told") { heard.all.last == "closed" }
        #expect(heard.all.contains("drained"))
    }

    @Test func `a reader that stalls is cut and its source told`() throws {
        let heard = Heard()
        let server = try TestServer([
            Self.route("text/event-stream", heard) { sink in
                let chunk = [UInt8](repeating: 0x61, count: 1_000_000)
                for _ in 0..<20 { sink.write(chunk) }
            }
        ]) { $0.writeStallTimeout = .milliseconds(80) }
        let client = try server.connect(receiveBuffer: 4096)
        try client.request("GET /stream")
        try until("the source was told") { heard.all == ["closed"] }
        withExtendedLifetime(client) {}
    }

    @Test func `a draining server lets streams say goodbye`() throws {
        let heard = Heard()
        let server = try TestServer([
            Self.route("text/event-stream", heard) { $0.write(Array(": ok\n\n".utf8)) }
        ])
        let client = try server.connect()
        try client.request("GET /stream")
        _ = try client.read(until: ": ok")
        server.server.drain()
        #expect(String(decoding: try client.readToEnd(), as: UTF8.self) == "bye")
        server.server.wait()
        #expect(heard.all == ["shutdown", "closed"])
    }
}

/// Counts to a hundred.
final class Counter: Sendable {
    private let log = Heard()

    var isDone: Bool { log.all.count >= 100 }

    func next() -> Bool {
        guard !isDone else { return false }
        log.add("")
        return true
    }
}
