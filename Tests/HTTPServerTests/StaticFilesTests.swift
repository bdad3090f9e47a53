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
        "//etc/passwd", "/_app/immutable/", "/_app/immutable", "/index.html.br/", "/%", "/%FF"
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
}
