// Bytes to responses, as a client sees them (RFC 9112 sections 4, 6.3).
import HTTP
import Testing

@Suite("ResponseParser, RFC 9112") struct ResponseParserTests {
    /// `code body` of each response; `!` where the connection's end was no proper end.
    private func responses(
        _ text: String, piecesOf size: Int, methods: [Method] = []
    ) throws(ParseError) -> [String] {
        var parser = ResponseParser()
        for method in methods { parser.expect(method) }
        var results: [String] = []
        let bytes = Array(text.utf8)
        func take(_ event: ResponseParser.Event) {
            switch event {
            case .head(let head): results.append("\(head.status.code) ")
            case .body(let part): results[results.count - 1] += String(decoding: part, as: UTF8.self)
            case .end: results[results.count - 1] += "."
            }
        }
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            var offset = 0
            while let event = try parser.next(piece.span, from: &offset) { take(event) }
        }
        if let event = try parser.finish() { take(event) }
        return results
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", ["200 hi."]),
            ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ["200 ."]),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
                ["200 abc."]
            ),
            ("HTTP/1.0 200 OK\r\n\r\nuntil the end", ["200 until the end."]),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", ["204 ."]),
            (
                "HTTP/1.1 304 N\r\nContent-Length: 9\r\n\r\nHTTP/1.1 404 x\r\nContent-Length: 1\r\n\r\n!",
                ["304 .", "404 !."]
            )
        ], [1, 5, 1000])
    func `bodies end where their framing says`(sample: (String, [String]), size: Int) throws {
        #expect(try responses(sample.0, piecesOf: size) == sample.1)
    }

    @Test func `an answer to HEAD has no body`() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
        #expect(try responses(text, piecesOf: 3, methods: [.head, .get]) == ["200 .", "200 x."])
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Le"
    ])
    func `a connection that ends early is an error`(text: String) {
        #expect(throws: ParseError.cutOff) { try responses(text, piecesOf: 4) }
    }

    @Test(arguments: ["HTTP/2 200 OK\r\n\r\n   ", "ICY 200 OK\r\n\r\n      ", "HTTP/1.1 2000 OK\r\n\r\n"])
    func `a malformed status line is an error`(text: String) {
        #expect(throws: ParseError.statusLine) { try responses(text, piecesOf: 1000) }
    }
}
