/// The web page as the server sends it, whatever the working directory.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The web page") struct PageTests {
    @Test func `is sent for its own addresses, and never in place of what is missing`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let page = try server.get("/")
            #expect(page.status == 200)
            #expect(page.fields[.contentType]?.hasPrefix("text/html") == true)
            #expect(page.fields[.cacheControl] == "no-cache")
            #expect(page.text.contains("<html"))
            // An address of the page's router, as a browser navigates to it.
            let html: Fields = [.accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"]
            for path in ["/jobs/01abc", "/some/where"] {
                let answer = try server.get(path, html)
                #expect(answer.status == 200 && answer.body == page.body, "\(path)")
            }
            for path in ["/_app/immutable/entry/missing.js", "/_app/x", "/api/v1/missing", "/ws/x"] {
                let answer = try server.get(path, html)
                #expect(answer.status == 404 && answer.isProblem, "\(path): \(answer.head)")
            }
            // A script or an image that is missing is no navigation.
            #expect(try server.get("/missing.png", [.accept: "image/*"]).status == 404)
            #expect(
                try server.get("/../../etc/passwd", html).body
                    != Array(try FileSystem.contents("/etc/passwd") ?? []))
        }
    }

    @Test func `is cached by tag, sent compressed, and its hashed parts for ever`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let page = try server.get("/")
            let tag = try #require(page.fields[.eTag])
            #expect(try server.get("/", [.ifNoneMatch: tag]).status == 304)
            let packed = try server.get("/", [.acceptEncoding: "br"])
            #expect(packed.fields[.contentEncoding] == "br" && packed.fields[.vary] == "Accept-Encoding")
            #expect(packed.body.count < page.body.count && packed.fields[.eTag] != tag)
            let head = try server.connect().ask(.head, "/")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.fields[.contentLength] == "\(page.body.count)")
            let mark = "/_app/immutable/"
            let start = try #require(page.text.ranges(of: mark).first)
            let script = mark + page.text[start.upperBound...].prefix { $0 != "\"" && $0 != "'" && $0 != ">" }
            let part = try server.get(script)
            #expect(part.status == 200, "\(script)")
            #expect(part.fields[.cacheControl]?.contains("immutable") == true)
        }
    }

    @Test func `comes from the folder that --static names`() throws {
        try ProjectUnderTest.with([
            "page/index.html": "<html>mine</html>", "page/_app/version.json": #"{"version":"v7"}"#,
        ]) { project in
            let server = try project.serve("--static", project.path + "/page")
            #expect(try server.get("/").text == "<html>mine</html>")
            let id = try server.submit("count.py", ["1"])
            let hello = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").first("hello")
            #expect(try JSONValue(parsing: Array(hello.data.utf8))["ui"] == "v7")
        }
    }

    @Test func `has a server behind it that says it is well, and what may be started`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let health = try server.get("/healthz")
            #expect(health.status == 200 && health.fields[.contentType] == "application/json")
            #expect(health.json["status"] == "ok")
            #expect(health.json["boot"]?.stringValue?.isEmpty == false)
            let templates = try #require(try server.get("/api/v1/templates").json["items"]?.arrayValue)
            #expect(templates.compactMap { $0["id"]?.stringValue } == ["run", "hasty", "shell", "train"])
            let train = try #require(templates.last)
            #expect(train["title"] == "Hyperparameter search")
            let trials = try #require(train["parameters"]?.arrayValue?.first)
            #expect(trials["name"] == "trials" && trials["type"] == "integer" && trials["required"] == false)
            #expect(trials["default"] == 20 && trials["flag"] == "--trials")
            #expect(trials["minimum"]?.integerValue == 1 && trials["maximum"]?.integerValue == 500)
            #expect(train["parameters"]?.arrayValue?.last?["choices"] == ["cpu"])
            #expect(templates.first?["environment"] == ["DATA_DIR", "MY_*"])
        }
    }

    @Test func `is asked for many things over one connection, also all at once`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["1"])
            _ = try server.awaitEnd(id)
            let client = try server.connect()
            let paths = (0..<50).map {
                ["/healthz", "/api/v1/jobs/\(id)", "/", "/missing", "/api/v1/jobs/\(id)/logs"][$0 % 5]
            }
            for path in paths { try client.send(.get, path) }
            for path in paths {
                #expect(try client.answer().status == (path == "/missing" ? 404 : 200), "\(path)")
            }
        }
    }
}
