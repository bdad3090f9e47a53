// Upgrade to 101 (RFC 6455 section 4.2); SHA-1 against FIPS 180 and base64 against RFC 4648 vectors.
@testable import HTTP
import Testing

@Suite("Handshake, RFC 6455 section 4.2") struct HandshakeTests {
    private func request(_ change: (inout Request) -> Void = { _ in }) -> Request {
        var request = Request(
            target: "/ws",
            fields: [
                "Host": "a", "Upgrade": "WebSocket", "Connection": "keep-alive, Upgrade",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"
            ])
        change(&request)
        return request
    }

    @Test func `the example of section 1.3 is accepted`() {
        #expect(Handshake(request()) == .accepted("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
    }

    @Test func `no upgrade is no handshake`() {
        #expect(Handshake(request { $0.fields.remove(.upgrade) }) == .notAsked)
        #expect(Handshake(request { $0.fields.set(.connection, "keep-alive") }) == .notAsked)
    }

    @Test func `another version is told ours`() {
        #expect(Handshake(request { $0.fields.set(.secWebSocketVersion, "8") }) == .version)
    }

    @Test(arguments: [
        "", "short", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25j!Q=="
    ])
    func `a key that is not 16 bytes is malformed`(key: String) {
        #expect(Handshake(request { $0.fields.set(.secWebSocketKey, key) }) == .malformed)
    }

    @Test func `HTTP 1.0, another method or two keys are malformed`() {
        #expect(Handshake(request { $0.version = .http10 }) == .malformed)
        #expect(Handshake(request { $0.method = .post }) == .malformed)
        let twice = request { $0.fields.append(.secWebSocketKey, "dGhlIHNhbXBsZSBub25jZQ==") }
        #expect(Handshake(twice) == .malformed)
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba")
    ])
    func `SHA-1 gives the known digests`(text: String, digest: String) {
        let hex = SHA1.digest(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == digest)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy")
    ])
    func `base64 gives the vectors of RFC 4648 section 10`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
    }
}
