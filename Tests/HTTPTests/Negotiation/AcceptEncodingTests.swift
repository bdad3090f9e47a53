// Which twin is sent (RFC 9110 section 12.5.3).
import HTTP
import Testing

@Suite("AcceptEncoding, RFC 9110 section 12.5.3") struct AcceptEncodingTests {
    @Test(
        arguments: [
            (nil, .identity), ("", .identity), ("gzip", .gzip), ("gzip, deflate, br, zstd", .brotli),
            ("br;q=0.5, gzip;q=0.8", .gzip), ("br;q=0, gzip", .gzip), ("*", .brotli), ("*;q=0", .identity),
            ("identity, br;q=0.5", .identity), ("x-gzip", .gzip), ("GZIP", .gzip),
            ("identity;q=0.2, gzip;q=0.1", .identity),
            ("zstd", .identity), ("gzip;q=0.001", .gzip), ("identity;q=0, *;q=0.1", .brotli)
        ] as [(String?, AcceptEncoding.Coding)])
    func `the wanted coding of highest weight`(value: String?, coding: AcceptEncoding.Coding) {
        #expect(AcceptEncoding.choose(value, among: [.identity, .gzip, .brotli]) == coding)
    }

    @Test func `a coding that is not there is not chosen`() {
        #expect(AcceptEncoding.choose("br, gzip;q=0.5", among: [.identity, .gzip]) == .gzip)
        #expect(AcceptEncoding.choose("br", among: [.identity]) == .identity)
    }
}
