// Media types (RFC 9110 sections 8.3, 12.5.1).
import HTTP
import Testing

@Suite("MediaType, RFC 9110 section 8.3") struct MediaTypeTests {
    @Test(arguments: [
        ("a.js", "text/javascript; charset=utf-8"), ("a.min.css", "text/css; charset=utf-8"),
        ("x.SVG", "image/svg+xml"),
        ("v.json", "application/json"), ("index.html", "text/html; charset=utf-8"), ("f.woff2", "font/woff2"),
        ("a.mjs", "text/javascript; charset=utf-8"), ("a.webmanifest", "application/manifest+json"),
        ("a.png", "image/png"), ("a.jpg", "image/jpeg"), ("a.webp", "image/webp"), ("a.avif", "image/avif"),
        ("a.ico", "image/x-icon"), ("a.wasm", "application/wasm"), ("a.js.map", "application/json"),
        ("a.txt", "text/plain; charset=utf-8"), ("a.xml", "text/xml; charset=utf-8"), ("a.pdf", "application/pdf"),
        ("a.mp4", "video/mp4"), ("LICENSE", "application/octet-stream"), ("a.unknown", "application/octet-stream")
    ])
    func `a name's suffix tells`(name: String, type: String) {
        #expect(MediaType(fileName: name).description == type)
    }

    @Test func `essence and parameters are told apart`() throws {
        let type = try #require(MediaType("Application/JSON ; charset=UTF-8"))
        #expect(type.essence == "application/json")
        #expect(type.parameters == "charset=UTF-8")
    }

    @Test(arguments: ["", "json", "a/b/c", "a /b", "/x", "a/"])
    func `what has no type and subtype is none`(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test(arguments: [
        ("text/html,*/*;q=0.8", true, true), ("*/*", true, false), ("text/*", true, true),
        ("text/html;q=0", false, false),
        ("application/json", false, false), ("TEXT/HTML", true, true)
    ])
    func `Accept names it`(value: String, accepted: Bool, exactly: Bool) {
        #expect(MediaType.html.isAccepted(by: value) == accepted)
        #expect(MediaType.html.isAccepted(by: value, exactly: true) == exactly)
    }
}
