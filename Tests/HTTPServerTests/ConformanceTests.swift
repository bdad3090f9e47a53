// Clauses of the RFCs on real sockets that no other suite asks for; Conformance.md has all of them.
import HTTP
import HTTPServer
import Testing

@Suite("Conformance") struct ConformanceTests {
    /// A server that would wait for ever, and a client of it.
    private func connect() throws -> (TestServer, WireClient) {
        let server = try TestServer {
            $0.headTimeout = .seconds(600)
            $0.bodyTimeout = .seconds(600)
            $0.idleTimeout = .seconds(600)
        }
        return (server, try server.connect())
    }

    @Test(arguments: [("GET /\r\n", 400), ("GET / HTTP/2.0\r\n", 505), ("BREW / HTTP/1.1\r\n", 501)])
    func `a request line that can't be is answered before the rest comes (RFC 9112 3)`(
        line: String, code: Int
    ) throws {
        let (server, client) = try connect()
        try client.send(line)
        #expect(try client.response().code == code)
        #expect(try client.read() == [])
        withExtendedLifetime(server) {}
    }

    @Test func `what follows a fault in framing is not answered (RFC 9112 11.2)`() throws {
        let (server, client) = try connect()
        let smuggled = "GET /hello/smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        let both = "Transfer-Encoding: chunked\r\nContent-Length: 5"
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\n\(both)\r\n\r\n0\r\n\r\n" + smuggled)
        #expect(try client.response().code == 400)
        #expect(try client.readToEnd() == [])
        #expect(server.log.all.map(\.status.code) == [400])
    }

    @Test func `who expects to continue with too much is refused instead (RFC 9110 10.1.1)`() throws {
        let (server, client) = try connect()
        try client.request("POST /echo", "Expect: 100-continue", "Content-Length: 1048577")
        let text = String(decoding: try client.readToEnd(), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 413 "))
        withExtendedLifetime(server) {}
    }

    @Test func `a request of HTTP 1.0 is not told to continue (RFC 9110 10.1.1)`() throws {
        let (server, client) = try connect()
        try client.send("POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        try client.send("abc")
        #expect(try client.response().text == "abc")
        withExtendedLifetime(server) {}
    }

    @Test func `HEAD of what is not there has the fields of its problem and no body (RFC 9110 9.3.2)`()
        throws
    {
        let (server, client) = try connect()
        try client.request("GET /nowhere")
        let whole = try client.response()
        try client.request("HEAD /nowhere")
        let head = try client.response(to: .head)
        #expect(head.code == 404 && head.body.isEmpty)
        #expect(head.head.fields[.contentType] == whole.head.fields[.contentType])
        #expect(head.head.fields[.contentLength] == whole.head.fields[.contentLength])
        // Nothing of a body stands before the next answer.
        try client.request("GET /hello/x")
        #expect(try client.response().text == "hello x")
        withExtendedLifetime(server) {}
    }

    @Test func `a body that nobody asked for is read, and the next request found behind it (RFC 9110 9.3.1)`()
        throws
    {
        let (server, client) = try connect()
        try client.request("GET /hello/x", "Content-Length: 4", body: "GET ")
        #expect(try client.response().text == "hello x")
        let chunks = "1;a=b\r\nG\r\n0\r\nHost: evil\r\n\r\n"
        try client.request("GET /hello/y", "Transfer-Encoding: chunked", body: chunks)
        #expect(try client.response().text == "hello y")
        try client.request("GET /hello/z")
        #expect(try client.response().text == "hello z")
        withExtendedLifetime(server) {}
    }

    @Test func `trailers are no fields (RFC 9112 7.1.2)`() throws {
        let route = Route(.post, PathTemplate("/names")) { request, _ in
            let names = request.fields.pairs.map(\.name.text).joined(separator: " ")
            return Response(type: .plain, bytes: Array(names.utf8))
        }
        let server = try TestServer([route])
        let client = try server.connect()
        try client.request(
            "POST /names", "Transfer-Encoding: chunked", body: "0\r\nAuthorization: x\r\n\r\n")
        #expect(try client.response().text == "Host Transfer-Encoding")
    }

    @Test(arguments: ["TRACE", "QUERY", "PUT"])
    func `a method that is known and not had here is 405 (RFC 9110 15.5.6)`(method: String) throws {
        let (server, client) = try connect()
        try client.request("\(method) /hello/x")
        let response = try client.response()
        #expect(response.code == 405 && response.head.fields[.allow] == "GET, HEAD")
        withExtendedLifetime(server) {}
    }

    @Test func `an upgrade to what is not spoken here is passed over (RFC 9110 7.8)`() throws {
        let (server, client) = try connect()
        try client.request(
            "GET /hello/x", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")
        let response = try client.response()
        #expect(response.text == "hello x" && response.head.fields[.upgrade] == nil)
        withExtendedLifetime(server) {}
    }

    @Test func `an extension of WebSocket that is offered is not taken (RFC 6455 9.1, RFC 7692)`() throws {
        let heard = Heard()
        let route = Route(.get, PathTemplate("/ws")) { _, _ in
            Response(status: .ok, body: .webSocket { TestSource($0, heard) })
        }
        let server = try TestServer([route])
        let client = try server.connect()
        try client.request(
            "GET /ws", "Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Extensions: permessage-deflate",
            "Sec-WebSocket-Protocol: unheard-of")
        let response = try client.response()
        #expect(response.code == 101)
        #expect(response.head.fields["Sec-WebSocket-Extensions"] == nil)
        #expect(response.head.fields[.secWebSocketProtocol] == nil)
    }
}
