// Requests and answers on real sockets: persistence, order, framing (RFC 9112 sections 6, 9).
import HTTP
import HTTPServer
import Linux
import Synchronization
import Testing

@Suite("Connection, RFC 9112 section 9") struct ConnectionTests {
    @Test func `a connection serves one request after another`() throws {
        let server = try TestServer()
        let client = try server.connect()
        for name in ["a", "b", "c"] {
            try client.request("GET /hello/\(name)")
            let response = try client.response()
            #expect(response.code == 200)
            #expect(response.text == "hello \(name)")
            #expect(response.head.fields[.date].flatMap(HTTPDate.init) != nil)
        }
    }

    @Test func `pipelined requests are answered in order, also when a slow lane is among them`() throws {
        let server = try TestServer()
        let client = try server.connect()
        let paths = (0..<30).map { $0 % 3 == 1 ? "/slow/\($0)" : "/hello/\($0)" }
        try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        for (index, path) in paths.enumerated() {
            let word = path.hasPrefix("/slow") ? "slow" : "hello"
            #expect(try client.response().text == "\(word) \(index)")
        }
    }

    @Test func `a request that comes byte by byte is answered`() throws {
        let server = try TestServer()
        let client = try server.connect()
        for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8 {
            try client.send([byte])
        }
        #expect(try client.response().text == "abc")
    }

    @Test func `a half-closed client gets all its answers`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send("GET /slow/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        client.closeWriting()
        #expect(try client.response().text == "slow 1")
        #expect(try client.response().body.count == 1_000_000)
        #expect(try client.read() == [])
    }

    @Test func `HEAD has the fields of GET and no body`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request("HEAD /hello/x")
        let response = try client.response(to: .head)
        #expect(response.head.fields[.contentLength] == "7")
        try client.request("GET /hello/y")
        #expect(try client.response().text == "hello y")
    }

    @Test func `204 has no length and no body`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request("GET /nothing", "Connection: close")
        let text = String(decoding: try client.readToEnd(), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(!text.contains("Content-Length"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func `Connection close is honoured and said`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request("GET /hello/x", "Connection: close")
        #expect(try client.response().head.fields[.connection] == "close")
        #expect(try client.read() == [])
    }

    @Test func `HTTP 1.0 closes unless it is asked to keep`() throws {
        let server = try TestServer()
        let brief = try server.connect()
        try brief.send("GET /hello/x HTTP/1.0\r\n\r\n")
        #expect(String(decoding: try brief.readToEnd(), as: UTF8.self).hasSuffix("\r\n\r\nhello x"))
        let kept = try server.connect()
        for _ in 0..<2 {
            try kept.send("GET /hello/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try kept.response().head.fields[.connection] == "keep-alive")
        }
    }

    @Test func `who waits before the body is told to continue (RFC 9110 10.1.1)`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request("POST /echo", "Expect: 100-continue", "Content-Length: 3")
        #expect(try client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("abc")
        #expect(try client.response().text == "abc")
    }

    @Test func `a chunked request and a large one come whole`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request(
            "POST /echo", "Transfer-Encoding: chunked", body: "3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n")
        #expect(try client.response().text == "abcde")
        let body = String(repeating: "0123456789", count: 100_000)
        try client.request("POST /echo", "Content-Length: \(body.utf8.count)", body: body)
        #expect(try client.response().text == body)
    }

    @Test func `a full lane is 503 with Retry-After`() throws {
        let server = try TestServer(lane: { _ in false })
        let client = try server.connect()
        try client.request("GET /slow/x")
        let response = try client.response()
        #expect(response.code == 503)
        #expect(response.head.fields[.retryAfter] == "1")
        #expect(response.head.fields[.contentType] == "application/problem+json")
    }

    @Test func `an answer for a client that has left harms nobody`() throws {
        let box = Held()
        let server = try TestServer(lane: { work in box.add(work) })
        var leaver: WireClient? = try server.connect()
        try leaver?.request("GET /slow/x")
        let work = try box.wait()
        leaver = nil
        work()
        let client = try server.connect()
        try client.request("GET /hello/x")
        #expect(try client.response().code == 200)
    }

    @Test func `unknown paths and methods are problems`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request("GET /nowhere")
        let missing = try client.response()
        #expect(missing.code == 404)
        #expect(missing.head.fields[.contentType] == "application/problem+json")
        #expect(missing.text.contains(#""status":404"#))
        try client.request("DELETE /echo")
        let refused = try client.response()
        #expect(refused.code == 405)
        #expect(refused.head.fields[.allow] == "POST")
    }

    @Test(arguments: [
        ("OPTIONS /echo", "POST, OPTIONS"), ("OPTIONS /hello/x", "GET, HEAD, OPTIONS"),
        ("OPTIONS *", "GET, POST, HEAD, PUT, PATCH, DELETE, OPTIONS")
    ])
    func `OPTIONS says what may be done, of a path and of all (RFC 9110 9.3.7)`(line: String, allow: String) throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request(line)
        let response = try client.response()
        #expect(response.code == 204 && response.head.fields[.allow] == allow)
    }

    @Test(arguments: ["http://other/hello/x?y", "HTTP://other:80/hello/x"])
    func `an absolute target is taken, and its host wins (RFC 9112 3.2.2)`(target: String) throws {
        let server = try TestServer([
            Route(.get, PathTemplate("/host")) { request, _ in
                Response(type: .plain, bytes: Array((request.fields[.host] ?? "").utf8))
            }
        ])
        let client = try server.connect()
        try client.request("GET \(target)")
        #expect(try client.response().text == "hello x")
        try client.request("GET http://other:1/host")
        #expect(try client.response().text == "other:1")
    }

    @Test func `each request is logged once, with its bytes`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.request("GET /hello/x?q")
        let response = try client.response()
        try client.request("GET /nowhere", "Connection: close")
        _ = try client.readToEnd()
        let records = server.log.all
        #expect(records.map(\.status.code) == [200, 404])
        #expect(records.map(\.target) == ["/hello/x?q", "/nowhere"])
        #expect(records[0].bytes > response.body.count)
        #expect(Set(records.map(\.id)).count == 2)
    }

    @Test func `what could not be read is logged too, and its answer bears the name of its line`() throws {
        let server = try TestServer()
        for bytes in ["GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "BREW /x HTTP/1.1\r\n\r\n"] {
            let client = try server.connect()
            try client.send(bytes)
            let response = try client.response()
            _ = try client.readToEnd()
            let record = try #require(server.log.all.last)
            #expect(response.head.fields["X-Request-Id"] == record.id.description)
            #expect(record.status == response.head.status && record.method == nil && record.bytes > 100)
        }
    }

    @Test func `a body at fault is logged with its request`() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n")
        #expect(try client.response().code == 400)
        _ = try client.readToEnd()
        #expect(server.log.all.last?.target == "/echo" && server.log.all.last?.method == .post)
    }
}

/// Work that waits until the test wants it done.
final class Held: Sendable {
    private let works = Mutex<[@Sendable () -> Void]>([])

    func add(_ work: @escaping @Sendable () -> Void) -> Bool {
        works.withLock { $0.append(work) }
        return true
    }

    func wait() throws -> @Sendable () -> Void {
        try until("work was handed over") { works.withLock { $0.first } }
    }
}
