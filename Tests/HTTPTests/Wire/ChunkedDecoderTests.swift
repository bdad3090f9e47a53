// The chunked coding inwards, whole and in single bytes (RFC 9112 section 7.1).
import HTTP
import Testing

@Suite("ChunkedDecoder, RFC 9112 section 7.1") struct ChunkedDecoderTests {
    static let good: [(String, String)] = [
        ("0\r\n\r\n", ""),
        ("3\r\nabc\r\n0\r\n\r\n", "abc"),
        ("00A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("1;name=value;\"q\"\r\na\r\n2 ;x\r\nbc\r\n0;last\r\n\r\n", "abc"),
        ("1\r\na\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", "a")
    ]

    static let bad = [
        "\r\n", "g\r\n", "-1\r\n", "0x1\r\na\r\n0\r\n\r\n", "1\na\n0\n\n", "1\r\nab\r\n0\r\n\r\n",
        "1\r\na\n0\r\n\r\n",
        "1 \r\na\r\n0\r\n\r\n", " 1\r\na\r\n0\r\n\r\n", "1\rX", "0\r\n\rX", "1;a\nb\r\na\r\n0\r\n\r\n",
        "0\r\n folded\r\n\r\n", "0\r\nno colon\r\n\r\n", "0\r\nX: a\rb\r\n\r\n", "1000000000000000\r\n",
        "0000000000000001\r\na\r\n0\r\n\r\n"
    ]

    private func decode(
        _ text: String, piecesOf size: Int, limits: Limits = Limits()
    ) throws(ParseError) -> String? {
        var decoder = ChunkedDecoder()
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            var offset = 0
            if try decoder.decode(piece.span, from: &offset, into: &output, limits) {
                #expect(offset == piece.count && start + size >= bytes.count, "the end is the end")
                return String(decoding: output, as: UTF8.self)
            }
        }
        return nil
    }

    @Test(arguments: good, [1, 2, 1000])
    func `content comes out whatever the pieces`(sample: (String, String), size: Int) throws {
        #expect(try decode(sample.0, piecesOf: size) == sample.1)
    }

    @Test(arguments: bad, [1, 1000])
    func `a malformed coding is refused`(text: String, size: Int) {
        #expect(throws: ParseError.self) { try decode(text, piecesOf: size) }
    }

    @Test func `what follows the end is left for the next request`() throws {
        var decoder = ChunkedDecoder()
        var output: [UInt8] = []
        var offset = 0
        let bytes = Array("1\r\na\r\n0\r\n\r\nGET".utf8)
        #expect(try decoder.decode(bytes.span, from: &offset, into: &output, Limits()))
        #expect(offset == bytes.count - 3)
    }

    @Test func `content over the limit is refused at the size that goes over`() {
        var limits = Limits()
        limits.bodyBytes = 4
        #expect(throws: ParseError.bodyTooLarge(limit: 4)) {
            try decode("3\r\nabc\r\n2\r\n", piecesOf: 100, limits: limits)
        }
    }

    @Test func `extensions do not flow for ever`() {
        var limits = Limits()
        limits.fieldBytes = 50
        let chunk = "1;" + String(repeating: "x", count: 30) + "\r\na\r\n"
        #expect(throws: ParseError.chunk) { try decode(chunk + chunk, piecesOf: 100, limits: limits) }
    }
}
