// The web bundle: twins, cache rules, the page's fallback, and nothing outside of the folder.
import HTTP
import HTTPServer
import Linux
import Testing

@Suite("StaticFiles") struct StaticFilesTests {
    private let folder: BundleFolder
    private let files: StaticFiles
    private let page = "<!doctype html><title>page</title>"

    init() throws {
        folder = try BundleFolder()
        try folder.write(page, to: "index.html")
        try folder.write("br of page", to: "index.html.br")
        try folder.write("gz of page", to: "index.html.gz")
        try folder.write("let a", to: "_app/immutable/a.js")
        try folder.write("{}", to: "_app/version.json")
        try folder.write("icon", to: "favicon.svg")
        try folder.write("<title>docs</title>", to: "docs/index.html")
        try folder.write("space", to: "a b.txt")
        try folder.write("secret", to: ".hidden")
        try folder.write("outside", to: "../outside.txt")
        try folder.link("../outside.txt", at: "link.txt")
        try folder.link("..", at: "up")
        try folder.link("favicon.svg", at: "inner.svg")
        files = try StaticFiles(folder.path)
    }

    private func get(_ path: String, _ fields: Fields = [:], method: Method = .get) -> Response? {
        files.respond(to: Request(method: method, target: path, fields: fields))
    }

    private func text(_ response: Response?) -> String? {
        guard case .bytes(let bytes)? = response?.body else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the root is the page, with its headers`() throws {
        let response = try #require(get("/"))
        #expect(text(response) == page)
        #expect(response.fields[.contentType] == "text/html; charset=utf-8")
        #expect(response.fields[.cacheControl] == "no-cache")
        #expect(response.fields[.vary] == "Accept-Encoding")
        #expect(response.fields["Content-Security-Policy"] == "frame-ancestors 'none'")
        #expect(response.fields["Referrer-Policy"] == "no-referrer")
        #expect(response.fields["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()")
        #expect(response.fields["Cross-Origin-Opener-Policy"] == "same-origin")
        #expect(response.fields[.xContentTypeOptions] == "nosniff")
    }

    @Test(arguments: ["/docs", "/docs/", "/docs/index.html"])
    func `a folder with a page of its own is that page`(path: String) {
        #expect(text(get(path)) == "<title>docs</title>")
    }

    @Test(arguments: [
        ("/_app/immutable/a.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/_app/version.json", "application/json", "no-cache"),
        ("/favicon.svg", "image/svg+xml", "max-age=3600"),
        ("/a%20b.txt", "text/plain; charset=utf-8", "max-age=3600"),
        ("/inner.svg", "image/svg+xml", "max-age=3600")
    ])
    func `each file has its type and its cache rule`(path: String, type: String, policy: String) throws {
        let response = try #require(get(path))
        #expect(response.fields[.contentType] == type)
        #expect(response.fields[.cacheControl] == policy)
        #expect(response.fields[.vary] == nil)
    }

    @Test func `a twin is sent to who takes it, with a tag of its own`() throws {
        let brotli = try #require(get("/", [.acceptEncoding: "gzip, br"]))
        #expect(text(brotli) == "br of page")
        #expect(brotli.fields[.contentEncoding] == "br")
        #expect(brotli.fields[.contentType] == "text/html; charset=utf-8")
        let gzip = try #require(get("/", [.acceptEncoding: "gzip"]))
        #expect(text(gzip) == "gz of page")
        let plain = try #require(get("/"))
        #expect(Set([brotli, gzip, plain].map { $0.fields[.eTag] }).count == 3)
    }

    @Test func `what the browser has is 304`() throws {
        let tag = try #require(get("/favicon.svg")?.fields[.eTag])
        #expect(tag.hasPrefix("\""))
        #expect(get("/favicon.svg", [.ifNoneMatch: tag])?.status == .notModified)
        #expect(get("/favicon.svg", [.ifNoneMatch: "\"other\", W/" + tag])?.status == .notModified)
        let date = try #require(get("/favicon.svg")?.fields[.lastModified])
        #expect(get("/favicon.svg", [.ifModifiedSince: date])?.status == .notModified)
    }

    @Test func `304 has what the whole would have told a cache (RFC 9110 15.4.5)`() throws {
        let whole = try #require(get("/", [.acceptEncoding: "br"]))
        let fields: Fields = [.acceptEncoding: "br", .ifNoneMatch: try #require(whole.fields[.eTag])]
        let known = try #require(get("/", fields))
        #expect(known.status == .notModified)
        for name in [FieldName.eTag, .vary, .cacheControl, .lastModified] {
            #expect(known.fields[name] != nil && known.fields[name] == whole.fields[name])
        }
        // A tag is of one coding: the browser that now takes gzip has not got this.
        #expect(get("/", [.acceptEncoding: "gzip", .ifNoneMatch: fields[.ifNoneMatch] ?? ""])?.status == .ok)
    }

    @Test func `a range is of the twin that is sent`() throws {
        let part = try #require(get("/", [.acceptEncoding: "br", .range: "bytes=0-1"]))
        #expect(part.status == .partialContent && text(part) == "br")
        #expect(part.fields[.contentRange] == "bytes 0-1/10" && part.fields[.contentEncoding] == "br")
        #expect(part.fields[.vary] == "Accept-Encoding")
    }

    @Test(arguments: ["/jobs/7", "/jobs/", "/settings", "/index", "/apiary", "/a.txt"])
    func `a navigation anywhere else is the page`(path: String) {
        #expect(text(get(path, [.accept: "text/html,*/*;q=0.8"])) == page)
        #expect(get(path, [.accept: "text/html"], method: .head)?.status == .ok)
    }

    @Test(arguments: ["/jobs/7", "/nothing.js"])
    func `what is no navigation is nothing`(path: String) {
        #expect(get(path, [.accept: "*/*"]) == nil)
        #expect(get(path) == nil)
        #expect(get(path, [.accept: "text/html"], method: .post) == nil)
    }

    @Test(arguments: [
        "/_app/immutable/gone.js", "/_app/", "/_app", "/api/v1/x", "/api", "/ws/logs/1", "/healthz",
        "/%5Fapp/gone.js"
    ])
    func `a missing file of the bundle or the API is never HTML`(path: String) {
        #expect(get(path, [.accept: "text/html"]) == nil)
    }

    @Test(arguments: [
        "/../outside.txt", "/%2e%2e/outside.txt", "/..%2Foutside.txt", "/_app/../../outside.txt", "/link.txt",
        "/.hidden",
        "//etc/passwd", "/%252e%252e/outside.txt", "/..%5Coutside.txt", "/%2e%2e%2foutside.txt", "/.%2e/outside.txt",
        "/%c0%ae%c0%ae/outside.txt", "/./index.html", "/docs/../index.html", "/favicon.svg/", "/favicon.svg%00.txt",
        "/up/outside.txt", "/up/static/index.html", "/_app/immutable/", "/_app/immutable", "/index.html.br/", "/%", "/%FF"
    ])
    func `nothing outside of the index can be had`(path: String) {
        #expect(get(path) == nil)
    }

    @Test func `a file can only be read`() {
        let response = get("/favicon.svg", method: .post)
        #expect(response?.status == .methodNotAllowed)
        #expect(response?.fields[.allow] == "GET, HEAD")
    }

    @Test func `a large file goes from the disk, whole and in part`() throws {
        let folder = try BundleFolder()
        try folder.write(String(repeating: "0123456789", count: 40_000), to: "large.txt")
        try folder.write("icon", to: "favicon.svg")
        let files = try StaticFiles(folder.path)
        let server = try TestServer(lane: TestServer.thread, fallback: { files.respond(to: $0) })
        let client = try server.connect()
        try client.request("GET /large.txt")
        #expect(try client.response().text == String(repeating: "0123456789", count: 40_000))
        try client.request("GET /large.txt", "Range: bytes=399995-")
        let part = try client.response()
        #expect(part.code == 206)
        #expect(part.text == "56789")
        #expect(part.head.fields[.contentRange] == "bytes 399995-399999/400000")
        try client.request("HEAD /large.txt")
        #expect(try client.response(to: .head).head.fields[.contentLength] == "400000")
        try client.request("GET /large.txt", "Range: bytes=400000-")
        #expect(try client.response().code == 416)
        try client.request("GET /favicon.svg")
        #expect(try client.response().text == "icon")
    }

    @Test func `several parts come in one answer, from the disk as from memory (RFC 9110 14.6)`() throws {
        let folder = try BundleFolder()
        try folder.write(String(repeating: "0123456789", count: 40_000), to: "large.txt")
        try folder.write("0123456789", to: "small.txt")
        let files = try StaticFiles(folder.path)
        let server = try TestServer(lane: TestServer.thread, fallback: { files.respond(to: $0) })
        let client = try server.connect()
        for (name, size) in [("large", 400_000), ("small", 10)] {
            try client.request("GET /\(name).txt", "Range: bytes=1-2, -1")
            let response = try client.response()
            #expect(response.code == 206)
            let type = try #require(response.head.fields[.contentType])
            let boundary = try #require(type.split(separator: "=").last)
            #expect(type.hasPrefix("multipart/byteranges; boundary="))
            let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Range: bytes"
            #expect(
                response.text == "\r\n--\(boundary)\r\n\(head) 1-2/\(size)\r\n\r\n12"
                    + "\r\n--\(boundary)\r\n\(head) \(size - 1)-\(size - 1)/\(size)\r\n\r\n9\r\n--\(boundary)--\r\n")
        }
    }

    @Test func `a bundle that was replaced is served after it was read again`() throws {
        let server = try TestServer(lane: TestServer.thread, fallback: { [files] in files.respond(to: $0) })
        let client = try server.connect()
        func get(_ path: String) throws -> WireResponse {
            try client.request("GET \(path)")
            return try client.response()
        }
        for _ in 0..<2 { #expect(try get("/favicon.svg").text == "icon") }
        let count = try files.reload()
        try folder.write("another icon", to: "favicon.svg")
        try folder.write("new", to: "new.txt")
        #expect(try get("/favicon.svg").text == "icon")
        #expect(try get("/new.txt").code == 404)
        #expect(try files.reload() == count + 1)
        for _ in 0..<2 { #expect(try get("/favicon.svg").text == "another icon") }
        #expect(try get("/new.txt").text == "new")
    }

    @Test func `six thousand files are indexed, and each is served byte by byte as it lies there`() throws {
        let folder = try BundleFolder()
        for number in 0..<6000 {
            try folder.write(String(repeating: "\(number) ", count: number % 97 * 100), to: "\(number % 7)/\(number).js")
        }
        let began = Instant.now
        let files = try StaticFiles(folder.path)
        // Generous: the figure of design and issue is measured, not tested.
        #expect(Instant.now - began < .seconds(30))
        let server = try TestServer(lane: TestServer.thread, fallback: { files.respond(to: $0) })
        let client = try server.connect()
        for number in stride(from: 0, to: 6000, by: 61) {
            try client.request("GET /\(number % 7)/\(number).js")
            let expected = String(repeating: "\(number) ", count: number % 97 * 100)
            #expect(try client.response().text == expected)
        }
    }
}
