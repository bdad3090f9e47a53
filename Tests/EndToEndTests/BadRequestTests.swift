/// Requests that make no sense: each a problem that says why, and nothing half done.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Bad input over HTTP") struct BadRequestTests {
    private struct Case: Sendable {
        var body: String
        var status = 422
        var pointers: [String] = []
        /// A word of the detail that says what would be right.
        var says = ""
    }

    private static let bodies = [
        Case(body: #"{"template": "tarin"}"#, pointers: ["/template"], says: "'train'"),
        Case(body: #"{}"#, pointers: ["/template"], says: "required"),
        Case(body: #"{"template": "run"}"#, pointers: ["/parameters/file"], says: "required"),
        Case(
            body: #"{"template": "train", "parameters": {"trials": "many"}}"#,
            pointers: ["/parameters/trials"], says: "integer"),
        Case(
            body: #"{"template": "train", "parameters": {"trials": 1.5}}"#, pointers: ["/parameters/trials"],
            says: "integer"),
        Case(
            body: #"{"template": "train", "parameters": {"trials": 501}}"#, pointers: ["/parameters/trials"],
            says: "at most 500"),
        Case(
            body: #"{"template": "train", "parameters": {"trials": 0}}"#, pointers: ["/parameters/trials"],
            says: "at least 1"),
        Case(
            body: #"{"template": "train", "parameters": {"quick": null}}"#, pointers: ["/parameters/quick"]),
        Case(
            body: #"{"template": "train", "parameters": {"quick": 1}}"#, pointers: ["/parameters/quick"],
            says: "true or false"),
        Case(
            body: #"{"template": "train", "parameters": {"flavor": "tpu"}}"#,
            pointers: ["/parameters/flavor"], says: "cpu"),
        Case(
            body: #"{"template": "train", "parameters": {"a/b~": 1}}"#, pointers: ["/parameters/a~1b~0"],
            says: "trials"),
        Case(
            body: #"{"template": "run", "parameters": {"file": "x", "args": [1]}}"#,
            pointers: ["/parameters/args/0"], says: "string"),
        Case(
            body: #"{"template": "run", "parameters": {"file": "a\u0000b"}}"#, pointers: ["/parameters/file"],
            says: "NUL"),
        Case(body: #"{"template": "train", "extra": true}"#, pointers: ["/extra"]),
        Case(body: #"{"template": 7}"#, pointers: ["/template"], says: "string"),
        Case(body: #"{"template": "train", "name": "two\nlines"}"#, pointers: ["/name"]),
        Case(
            body: #"{"template": "run", "parameters": {"file": "x"}, "environment": {"PATH": "/"}}"#,
            pointers: ["/environment/PATH"], says: "MY_*"),
        Case(
            body: #"{"template": "run", "parameters": {"file": "x"}, "environment": {"ANANA_JOB_ID": "1"}}"#,
            pointers: ["/environment/ANANA_JOB_ID"]),
        Case(
            body: #"{"template": "train", "parameters": {"trials": 900, "quick": "no", "more": 1}}"#,
            pointers: ["/parameters/more", "/parameters/trials", "/parameters/quick"]),
        Case(body: #"{"template": "train""#, status: 400),
        Case(body: #"{"template": "train", "template": "run"}"#, status: 400),
        Case(body: "template=train", status: 400),
        Case(body: "[1]", pointers: [""]),
        Case(body: "", status: 400),
    ]

    @Test func `a job that makes no sense is refused field by field, and nothing is left of it`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            for bad in Self.bodies {
                let client = try server.connect()
                let fields: Fields = [
                    .contentType: "application/json", .contentLength: "\(bad.body.utf8.count)",
                ]
                let answer = try client.ask(.post, "/api/v1/jobs", fields, Array(bad.body.utf8))
                #expect(answer.status == bad.status && answer.isProblem, "\(bad.body): \(answer)")
                if bad.status == 422 { #expect(answer.pointers == bad.pointers, "\(bad.body): \(answer)") }
                #expect(answer.text.contains(bad.says), "\(bad.body): \(answer)")
                // The connection is as good as before.
                #expect(try client.ask(.get, "/healthz").status == 200)
            }
            try expectNothing(server, project)
        }
    }

    private func expectNothing(_ server: ServerUnderTest, _ project: ProjectUnderTest) throws {
        #expect(try server.get("/api/v1/jobs").json["items"] == [])
        #expect(try project.activeJobs().isEmpty)
        #expect(try FileSystem.list(project.results + "/logs").isEmpty)
        #expect(try FileSystem.list(project.results + "/jobs") == ["active"])
    }

    @Test func `a body of the wrong kind or size is refused`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve("--max-body", "1000B")
            func status(_ fields: Fields, _ body: String) throws -> Int {
                let answer = try server.connect().ask(.post, "/api/v1/jobs", fields, Array(body.utf8))
                #expect(answer.isProblem, "\(answer)")
                return answer.status
            }
            let good = #"{"template": "train"}"#
            #expect(try status([:], good) == 415)
            #expect(try status([.contentType: "text/plain"], good) == 415)
            #expect(try status([.contentType: "application/x-www-form-urlencoded"], "template=train") == 415)
            let large = good + String(repeating: " ", count: 1000)
            #expect(try status([.contentType: "application/json"], large) == 413)
            // Said before it is sent: the server need not read it.
            #expect(
                try status([.contentType: "application/json", .contentLength: "5000000000"], good) == 413)
            let chunks = "400\r\n\(String(repeating: " ", count: 1024))\r\n0\r\n\r\n"
            let chunked: Fields = [.contentType: "application/json", .transferEncoding: "chunked"]
            let client = try server.connect()
            try client.send(.post, "/api/v1/jobs", chunked)
            try client.send(Array(chunks.utf8))
            #expect(try client.answer().status == 413)
            try expectNothing(server, project)
        }
    }

    @Test func `a job that is not there is 404 everywhere`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            for id in ["01zzzzzzzzzzzzzzzzzzzzzzzz", "nobody"] {
                for path in ["", "/logs", "/logs/raw", "/logs/stream"] {
                    let answer = try server.get("/api/v1/jobs/\(id)\(path)")
                    #expect(answer.status == 404 && answer.isProblem, "\(path): \(answer)")
                }
                let answer = try server.stop(id)
                #expect(answer.status == 404 && answer.isProblem)
            }
            for path in [
                "/api/v1/jobs/..%2f..%2fserver.lock", "/api/v1/jobs/%00/logs/raw", "/api/v1/nothing", "/api",
            ] {
                let answer = try server.get(path, [.accept: "text/html"])
                #expect([400, 404].contains(answer.status) && answer.isProblem, "\(path): \(answer)")
            }
        }
    }

    @Test(arguments: [
        (Method.delete, "/api/v1/jobs", ["GET", "HEAD", "POST"]), (.post, "/healthz", ["GET", "HEAD"]),
        (.get, "/api/v1/jobs/x/stop", ["POST"]), (.put, "/api/v1/jobs/x", ["GET", "HEAD", "PATCH", "DELETE"]),
    ])
    func `a method that is not there is 405, and Allow tells which are`(
        method: Method, path: String, allowed: [String]
    ) throws {
        try ProjectUnderTest.with { project in
            let answer = try project.serve().connect().ask(method, path)
            #expect(answer.status == 405 && answer.isProblem, "\(answer)")
            let allow = answer.fields.list(.allow).map(String.init)
            #expect(Set(allow).subtracting(["OPTIONS"]) == Set(allowed), "\(allow)")
        }
    }

    @Test(arguments: ["limit=0", "limit=many", "state=asleep", "cursor=UPPER", "limit=5&limit=6"])
    func `a query that makes no sense is 400 and names the parameter`(query: String) throws {
        try ProjectUnderTest.with { project in
            let answer = try project.serve().get("/api/v1/jobs?\(query)")
            #expect(answer.status == 400 && answer.isProblem, "\(answer)")
            let name = query.split(separator: "=").first.map(String.init)
            #expect(answer.json["errors"]?.arrayValue?.first?["parameter"]?.stringValue == name, "\(answer)")
        }
    }

    @Test func `a foreign name in Host is 421, so that no page can take our address`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve("--allow-host", "gpu.example")
            for host in ["evil.example", "evil.example:\(server.port)", "127.0.0.1.evil.example", "10.0.0.1"]
            {
                for path in ["/healthz", "/", "/api/v1/jobs"] {
                    let answer = try server.get(path, [.host: host])
                    #expect(answer.status == 421 && answer.isProblem, "\(host)\(path): \(answer)")
                }
            }
            for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:80", "gpu.example:443"] {
                #expect(try server.get("/healthz", [.host: host]).status == 200, "\(host)")
            }
        }
    }

    @Test func `a target that names another host is 421, whatever Host says (RFC 9112 3.2.2)`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            #expect(try server.get("http://evil.example/healthz", [.host: "localhost"]).status == 421)
            #expect(try server.get("http://localhost/healthz", [.host: "evil.example"]).status == 200)
        }
    }

    @Test func `no answer lets another site's page read it`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let asked: Fields = [
                .origin: "https://evil.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            ]
            for method in [Method.options, .get] {
                let answer = try server.connect().ask(method, "/api/v1/jobs", asked)
                #expect([200, 204].contains(answer.status))
                let names = answer.fields.pairs.map { $0.name.text.lowercased() }
                #expect(!names.contains { $0.hasPrefix("access-control-") }, "\(names)")
            }
        }
    }

    @Test func `what another site's page sends is refused`() throws {
        try ProjectUnderTest.with(["train.py": "print('ran')\n"]) { project in
            let server = try project.serve()
            let own = "http://127.0.0.1:\(server.port)"
            func status(_ fields: Fields) throws -> Int {
                try server.post("/api/v1/jobs", ["template": "train"], fields).status
            }
            for fields in [
                [.secFetchSite: "cross-site"], [.secFetchSite: "same-site"],
                [.origin: "https://evil.example"], [.origin: "null"],
                [.origin: "http://127.0.0.1:1"], [.secFetchSite: "cross-site", .origin: own],
            ] as [Fields] {
                #expect(try status(fields) == 403, "\(fields)")
            }
            try expectNothing(server, project)
            for fields in [[.secFetchSite: "same-origin"], [.secFetchSite: "none"], [.origin: own], [:]]
                as [Fields]
            {
                #expect(try status(fields) == 201, "\(fields)")
            }
            // Reading is open to whoever may ask at all: without CORS no other page sees the answer.
            let answer = try server.get("/api/v1/jobs", [.origin: "https://evil.example"])
            #expect(answer.status == 200)
            #expect(answer.fields["Access-Control-Allow-Origin"] == nil)
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            400
        ),
        ("FROBNICATE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        ("GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n",
            431
        ),
    ])
    func `bytes that are no request are answered, and the connection closed`(bytes: String, status: Int)
        throws
    {
        try ProjectUnderTest.with { project in
            let client = try project.serve().connect()
            try client.send(Array(bytes.utf8))
            let answer = try client.answer()
            #expect(answer.status == status && answer.isProblem, "\(answer)")
            if status != 501 { #expect(try client.raw() == nil) }
        }
    }
}
