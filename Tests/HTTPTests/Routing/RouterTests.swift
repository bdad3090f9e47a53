// Method and path to a route: captures, 404, 405.
import HTTP
import Testing

@Suite("Router") struct RouterTests {
    private let router = Router(routes: [
        route(.get, "/jobs"), route(.post, "/jobs"), route(.get, "/jobs/{id}"), route(.get, "/jobs/search"),
        route(.post, "/jobs/{id}/stop"), route(.get, "/{any}/search")
    ])

    private static func route(_ method: Method, _ template: String) -> Route {
        Route(method, PathTemplate(template)) { _, _ in Response(status: .ok) }
    }

    private func found(_ method: Method, _ path: String) -> String? {
        guard case .found(let route, let captures) = router.match(Request(method: method, target: path))
        else {
            return nil
        }
        return route.template.text + (captures["id"].map { " " + $0 } ?? "")
    }

    @Test(arguments: [
        ("/jobs", "/jobs"), ("/jobs/7", "/jobs/{id} 7"), ("/jobs/search", "/jobs/search"),
        ("/x/search", "/{any}/search"),
        ("/jobs/a%20b", "/jobs/{id} a b"), ("/jobs/a%2Fb", "/jobs/{id} a/b"), ("/%6Aobs", "/jobs"),
        ("/jobs?x=1", "/jobs")
    ])
    func `the most specific template wins, decoded`(path: String, expected: String) {
        #expect(found(.get, path) == expected)
    }

    @Test(arguments: ["/", "/job", "/jobs/", "/jobs//stop", "/jobs/7/stop/x", "/jobs/%FF", "*"])
    func `no template is 404`(path: String) {
        guard case .notFound = router.match(Request(target: path)) else {
            Issue.record("\(path) was found")
            return
        }
    }

    @Test func `another method is 405 with those that are there`() {
        guard case .methodNotAllowed(let allow) = router.match(Request(method: .delete, target: "/jobs"))
        else {
            Issue.record("not 405")
            return
        }
        #expect(allow == [.get, .post, .head])
    }

    @Test func `HEAD falls to GET, and only there`() {
        #expect(found(.head, "/jobs/7") == "/jobs/{id} 7")
        #expect(found(.head, "/jobs/7/stop") == nil)
    }

    @Test func `a path is encoded so that it decodes to itself`() {
        let bytes = Array(0...UInt8.max)
        let text = PercentCoding.encode(path: bytes)
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && text.contains("/"))
        #expect(PercentCoding.bytes(path: text) == bytes)
        #expect(PercentCoding.bytes(path: "%zz") == nil)
    }

    @Test func `percent-coding that is broken or no text is nothing`() {
        #expect(PercentCoding.decode("a%2") == nil)
        #expect(PercentCoding.decode("%C3") == nil)
        #expect(PercentCoding.decode("%C3%A9+") == "é+")
        #expect(PercentCoding.decodeQuery("%C3%A9+") == "é ")
    }
}
