/// Who may ask, by Host, Origin and Sec-Fetch-Site.
@testable import AnanaServer
import HTTP
import Testing

@Suite("HostCheck, design.md section 8") struct HostCheckTests {
    private static let check = HostCheck(allowing: [
        "Train.Lab", "gpu.lab:8080", "127.0.0.1", "fe80::1", "[2001:db8::7]",
    ])

    private func status(_ fields: Fields, _ method: HTTP.Method = .get, version: HTTP.Version = .http11)
        -> Int?
    {
        Self.check.refuse(Request(method: method, target: "/", version: version, fields: fields))?.status.code
    }

    @Test(arguments: [
        "localhost", "localhost:8080", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:8080", "127.8.9.10:1",
        "[::1]", "[::1]:8080",
        "train.lab", "TRAIN.LAB:9", "gpu.lab", "gpu.lab:8080", "gpu.lab:9999", "[fe80::1]:80",
        "[2001:DB8::7]",
    ])
    func `a name that is ours`(host: String) {
        #expect(status([.host: host]) == nil)
    }

    @Test(arguments: [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "127.0.0.1.nip.io",
        "train.lab.evil.example", "notlocalhost", "128.0.0.1", "127.0.0", "127.0.0.256", "127.0.0.1.",
        "127.1", "0.0.0.0",
        "2130706433", "0x7f000001", "[::1]evil.example", "[::1", "::1", "[::2]", "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "", ":8080", "[]", "localhost@evil.example", "evil.example#localhost", "user:localhost:1",
    ])
    func `a name that is not ours is 421, whatever it resolves to`(host: String) {
        #expect(status([.host: host]) == 421)
    }

    @Test func `the refusal names the option that helps`() throws {
        let refusal = try #require(Self.check.refuse(Request(target: "/", fields: [.host: "lab.example"])))
        guard case .bytes(let bytes) = refusal.body else {
            Issue.record("no body")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("'lab.example'") && text.contains("--allow-host"))
        #expect(refusal.fields[.contentType] == "application/problem+json")
    }

    @Test func `without a Host an HTTP/1_1 request is 400, one of 1_0 is fine`() {
        #expect(status([:]) == 400)
        #expect(status([:], version: .http10) == nil)
    }

    @Test(arguments: [Method.get, .head, .options])
    func `any page may send what changes nothing`(method: Method) {
        let fields: Fields = [
            .host: "localhost:8080", .origin: "https://evil.example", .secFetchSite: "cross-site",
        ]
        #expect(status(fields, method) == nil)
    }

    @Test(
        arguments: [
            (["Sec-Fetch-Site": "same-origin"], true), (["Sec-Fetch-Site": "none"], true), ([:], true),
            (["Origin": "http://localhost:8080"], true), (["Origin": "http://LocalHost:8080"], true),
            (["Sec-Fetch-Site": "same-origin", "Origin": "https://odd.example"], true),
            (["Sec-Fetch-Site": "cross-site"], false), (["Sec-Fetch-Site": "same-site"], false),
            (["Sec-Fetch-Site": ""], false),
            (["Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8080"], false),
            (["Origin": "https://evil.example"], false), (["Origin": "http://localhost:3000"], false),
            (["Origin": "http://localhost"], false), (["Origin": "null"], false), (["Origin": ""], false),
            (["Origin": "localhost:8080"], false), (["Origin": "//localhost:8080"], true),
            (["Origin": "http://localhost:8080/"], false), (["Origin": "http:/x/localhost:8080"], false),
            (["Origin": "http://evil.example@localhost:8080"], false),
        ] as [([String: String], Bool)])
    func `only our own page may change something, or open a WebSocket`(sent: [String: String], isOurs: Bool) {
        var fields: Fields = [.host: "localhost:8080"]
        for (name, value) in sent { fields.append(FieldName(name), value) }
        for method in [Method.post, .put, .patch, .delete] {
            #expect(status(fields, method) == (isOurs ? nil : 403))
        }
        fields.append(.upgrade, "websocket")
        #expect(status(fields) == (isOurs ? nil : 403))
    }

    @Test func `a foreign name is refused before anything else is looked at`() {
        #expect(
            status([.host: "evil.example", .origin: "http://evil.example", .secFetchSite: "none"], .post)
                == 421)
    }

    @Test(arguments: [
        ("localhost", true), ("::1", true), ("127.0.0.1", true), ("127.255.255.254", true),
        ("0.0.0.0", false), ("::", false),
        ("192.168.1.1", false), ("Localhost", false), ("127.0.0.1:80", false), ("", false),
        ("127.0.0.", false),
        ("127.0.0.a", false),
    ])
    func `loopback by name`(name: String, isLoopback: Bool) {
        #expect(HostCheck.isLoopback(name) == isLoopback)
    }
}
