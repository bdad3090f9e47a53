// How much one client may have at once; clients on this machine are spared unless it is said otherwise.
import HTTP
import HTTPServer
import Testing

@Suite("Limits of one client") struct ClientLimitTests {
    private static func stream(_ heard: Heard) -> Route {
        Route(.get, PathTemplate("/stream")) { _, _ in
            Response(
                status: .ok, fields: [.contentType: "text/event-stream"],
                body: .stream { sink in
                    sink.write(Array(": ok\n\n".utf8))
                    return TestSource(sink, heard)
                })
        }
    }

    @Test func `one connection too many is 429 and closed, and a free place is free again`() throws {
        let server = try TestServer {
            $0.sparesLoopback = false
            $0.maxConnectionsPerClient = 1
        }
        var first: WireClient? = try server.connect()
        try first?.request("GET /hello/x")
        #expect(try first?.response().code == 200)
        let second = try server.connect()
        #expect(try second.response().code == 429)
        #expect(try second.read() == [])
        first = nil
        try until("the place is free") {
            let third = try server.connect()
            try third.request("GET /hello/x")
            return try third.response().code == 200
        }
    }

    @Test func `one stream too many is 429 with Retry-After, and other requests are served`() throws {
        let heard = Heard()
        let server = try TestServer([Self.stream(heard)]) {
            $0.sparesLoopback = false
            $0.maxStreamsPerClient = 1
        }
        var first: WireClient? = try server.connect()
        try first?.request("GET /stream")
        _ = try first?.read(until: ": ok")
        let second = try server.connect()
        try second.request("GET /stream")
        let refusal = try second.response()
        #expect(refusal.code == 429 && refusal.head.fields[.retryAfter] == "5")
        try second.request("GET /hello/x")
        #expect(try second.response().code == 200)
        first = nil
        try until("the stream has ended") { heard.all == ["closed"] }
        try second.request("GET /stream")
        #expect(try second.read(until: ": ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func `clients on this machine are spared`() throws {
        let server = try TestServer { $0.maxConnectionsPerClient = 1 }
        let clients = try (0..<3).map { _ in try server.connect() }
        for client in clients {
            try client.request("GET /hello/x")
            #expect(try client.response().code == 200)
        }
    }
}
