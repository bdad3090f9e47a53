// Limits and timeouts: each has its answer, and none is forgotten.
import HTTP
import HTTPServer
import Linux
import Testing

@Suite("Limits and timeouts") struct LimitTests {
    @Test(arguments: [
        ("GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: 1\r\n", count: 101) + "\r\n", 431),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET /\r\n\r\n", 400),
        ("GET /\r\nHost: a\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400)
    ])
    func `a refusal is a problem, and the connection ends`(bytes: String, code: Int) throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send(bytes)
        let response = try client.response()
        #expect(response.code == code)
        #expect(response.head.fields[.contentType] == "application/problem+json")
        #expect(response.head.fields[.connection] == "close")
        #expect(try client.read() == [])
    }

    @Test func `a client that still sends gets to read its refusal`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request(
            "POST /echo", "Content-Length: 2000000", body: String(repeating: "x", count: 300_000))
        #expect(try client.response().code == 413)
    }

    @Test func `what was asked before a refusal is answered before it`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send("GET /hello/a HTTP/1.1\r\nHost: a\r\n\r\nBROKEN\r\n\r\n")
        #expect(try client.response().text == "hello a")
        #expect(try client.response().code == 400)
    }

    @Test func `a head that does not end is 408`() throws {
        let server = try TestServer { $0.headTimeout = .milliseconds(60) }
        let client = try server.connect()
        try client.send("GET / HTTP/1.1\r\nHost:")
        #expect(try client.response().code == 408)
        #expect(try client.read() == [])
    }

    @Test func `a head that drips is 408 all the same`() throws {
        let server = try TestServer { $0.headTimeout = .milliseconds(60) }
        let client = try server.connect()
        // Single bytes never extend the limit; the writes fail once the server has closed.
        var code: Int?
        do {
            while true { try client.send("G") }
        } catch {
            code = try? client.response().code
        }
        #expect(code == nil || code == 408 || code == 414)
    }

    @Test func `a body that does not end is 408`() throws {
        let server = try TestServer { $0.bodyTimeout = .milliseconds(60) }
        let client = try server.connect()
        try client.request("POST /echo", "Content-Length: 10", body: "abc")
        #expect(try client.response().code == 408)
    }

    @Test func `an idle connection is closed without a word`() throws {
        let server = try TestServer { $0.idleTimeout = .seconds(3) }
        let client = try server.connect()
        try client.request("GET /hello/a")
        #expect(try client.response().code == 200)
        #expect(try client.read() == [])
    }

    @Test func `a reader that takes nothing is cut`() throws {
        let server = try TestServer { $0.writeStallTimeout = .milliseconds(80) }
        let client = try server.connect(receiveBuffer: 4096)
        // More than the kernel's buffers hold.
        for _ in 0..<20 { try client.request("GET /large") }
        try until("the connection was cut") {
            !server.log.all.isEmpty && server.log.all.last?.bytes ?? 0 < 1_000_000
        }
        let fresh = try server.connect()
        try fresh.request("GET /hello/a")
        #expect(try fresh.response().code == 200)
    }

    @Test func `requests are not read while answers pile up`() throws {
        let server = try TestServer { $0.highWaterMark = 100_000 }
        let client = try server.connect()
        try client.send(String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 50))
        for _ in 0..<50 { #expect(try client.response().body.count == 1_000_000) }
    }

    @Test func `over the limit a connection waits until another ends`() throws {
        let server = try TestServer { $0.maxConnections = 1 }
        var first: WireClient? = try server.connect()
        try first?.request("GET /hello/first")
        #expect(try first?.response().text == "hello first")
        let second = try server.connect()
        try second.request("GET /hello/second")
        first = nil
        #expect(try second.response().text == "hello second")
    }

    /// The kernel spreads connections over the loops as it likes: no loop has a share of its own.
    @Test func `all places are for all loops`() throws {
        let server = try TestServer {
            $0.loops = 4
            $0.maxConnections = 8
        }
        var clients = try (0..<8).map { _ in try server.connect() }
        for client in clients {
            try client.request("GET /hello/x")
            #expect(try client.response().code == 200)
        }
        let waiting = try server.connect()
        try waiting.request("GET /hello/waiting")
        clients.removeFirst()
        #expect(try waiting.response().text == "hello waiting")
    }

    @Test(arguments: [false, true])
    func `who leaves while idle frees his place, whether he asked for anything or not`(asks: Bool) throws {
        let server = try TestServer { $0.maxConnections = 1 }
        for _ in 0..<3 {
            let client = try server.connect()
            if asks {
                try client.request("GET /hello/x")
                #expect(try client.response().code == 200)
            }
        }
        let last = try server.connect()
        try last.request("GET /hello/last")
        #expect(try last.response().text == "hello last")
    }
}
