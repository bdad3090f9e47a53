// Answers that are given again: only to the same bytes, and only while they are true.
import HTTP
import HTTPServer
import Synchronization
import Testing

@Suite("Kept answers") struct KeptAnswersTests {
    /// Counts how often it was asked, and says so in its answer.
    private final class Source: Sendable {
        let freshness = Mutex(Freshness())
        private let calls = Mutex(0)

        var asked: Int { calls.withLock { $0 } }

        var route: Route {
            Route(.get, PathTemplate("/kept/{name}")) { [self] request, captures in
                let number = calls.withLock { count in
                    count += 1
                    return count
                }
                var response = Response(
                    type: .plain, bytes: Array("\(captures["name"] ?? "") \(number) \(request.fields["X"] ?? "")".utf8))
                response.freshness = freshness.withLock { $0 }
                return response
            }
        }

        func change() {
            freshness.withLock { freshness in
                freshness.end()
                freshness = Freshness()
            }
        }
    }

    private let source = Source()

    private func server() throws -> TestServer { try TestServer([source.route]) }

    @Test func `the same request is answered once and given again, until it is true no more`() throws {
        let server = try server()
        let client = try server.connect()
        for expected in ["a 1 ", "a 1 ", "a 1 "] {
            try client.request("GET /kept/a")
            let response = try client.response()
            #expect(response.text == expected)
            #expect(response.head.fields[.date] != nil && response.head.fields[.contentType] != nil)
        }
        source.change()
        try client.request("GET /kept/a")
        #expect(try client.response().text == "a 2 ")
        #expect(source.asked == 2)
    }

    @Test func `another path, another field and another method are other requests`() throws {
        let server = try server()
        let client = try server.connect()
        try client.request("GET /kept/a")
        #expect(try client.response().text == "a 1 ")
        try client.request("GET /kept/b")
        #expect(try client.response().text == "b 2 ")
        try client.request("GET /kept/a", "X: y")
        #expect(try client.response().text == "a 3 y")
        try client.request("HEAD /kept/a")
        #expect(try client.response(to: .head).body.isEmpty)
    }

    @Test func `among pipelined requests each answer has its place, and each its line in the log`() throws {
        let server = try server()
        let client = try server.connect()
        let one = "GET /kept/a HTTP/1.1\r\nHost: test\r\n\r\n"
        let post = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\n"
        try client.send(one + one + post + "x" + one + "GET /slow/s HTTP/1.1\r\nHost: test\r\n\r\n" + one)
        for text in ["a 1 ", "a 1 ", "x", "a 1 ", "slow s", "a 1 "] {
            #expect(try client.response().text == text)
        }
        try until("all are logged") { server.log.all.count == 6 }
        #expect(server.log.all.map(\.target) == ["/kept/a", "/kept/a", "/echo", "/kept/a", "/slow/s", "/kept/a"])
        #expect(server.log.all.allSatisfy { $0.bytes > 0 } && Set(server.log.all.map(\.id)).count == 6)
    }

    @Test func `a request that comes in pieces, and one that closes, are answered anew`() throws {
        let server = try server()
        let client = try server.connect()
        for byte in "GET /kept/a HTTP/1.1\r\nHost: test\r\n\r\n".utf8 { try client.send([byte]) }
        #expect(try client.response().text == "a 1 ")
        try client.request("GET /kept/a", "Connection: close")
        #expect(try client.response().head.fields[.connection] == "close")
        #expect(try client.read() == [])
    }

    @Test func `a check refuses each time`() throws {
        let refusals = Mutex(0)
        let route = source.route
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.loops = 1
        let responder = Responder(router: Router(routes: [route]))
        let server = Server(
            configuration: configuration,
            services: ServerServices(
                check: { request in
                    guard request.fields[.host] != "test" else { return nil }
                    refusals.withLock { $0 += 1 }
                    return ProblemResponse.make(.misdirectedRequest, detail: "another host")
                },
                respond: { responder.answer($0) }, control: TestServer.thread, worker: TestServer.thread))
        let client = try WireClient(port: try server.start())
        for (host, code) in [("test", 200), ("evil", 421), ("test", 200), ("evil", 421)] {
            try client.send("GET /kept/a HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(try client.response().code == code)
        }
        #expect(refusals.withLock { $0 } == 2)
        server.drain()
        server.wait()
    }
}
