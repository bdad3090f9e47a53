// Bytes to requests: accepted and refused forms, whole and in pieces (RFC 9112 sections 2-7).
import HTTP
import Testing

@Suite("RequestParser, RFC 9112") struct RequestParserTests {
    static let refused: [(String, Int)] = [
        // 2.2: line ends and control bytes.
        ("GET / HTTP/1.1\nHost: a\n\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        ("GET / HTTP/1.1\rX\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", 400),
        ("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        // 2.3: versions.
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET / HTTP/0.9\r\n\r\n", 505),
        ("GET / HTTP/1.12\r\nHost: a\r\n\r\n", 400),
        ("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400),
        // Without a blank line: HTTP/0.9 has none, and what is at fault first is told first.
        ("GET /\r\n", 400),
        ("GET / HTTP/2.0\r\n", 505),
        ("BREW / HTTP/1.1\r\nHost: a\n", 501),
        ("GET /\r\nX: 1\n\n", 400),
        // 3: the request line.
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /\t HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        // 3.2: targets and Host.
        ("GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /#top HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: [x]\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
        // 5: field lines.
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX(y): 1\r\n\r\n", 400),
        // 6: framing, and what two parsers could read in two ways.
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", 400),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            400
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 4\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 4\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            400
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer\u{0}Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        // RFC 9110 10.1.1.
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\na", 417)
    ]

    static let accepted: [(String, [String])] = [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET / "]),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET / "]),
        ("GET /a%2Fb?q=%zz HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", ["GET /a%2Fb?q=%zz "]),
        ("GET http://b:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n", ["GET http://b:80/x?y "]),
        ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ["OPTIONS * "]),
        ("GET / HTTP/1.0\r\n\r\n", ["GET / "]),
        ("GET / HTTP/1.7\r\nHost: a\r\n\r\n", ["GET / "]),
        ("GET / HTTP/1.1\r\nHost: a.b-c_d:\r\n\r\n", ["GET / "]),
        ("GET HTTPS://b HTTP/1.1\r\nHost: a\r\n\r\n", ["GET HTTPS://b "]),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", ["POST / abc"]),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", ["POST / "]),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            ["POST / abc"]
        ),
        (
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            ["POST /1 hi", "GET /2 "]
        ),
        (
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHo",
            ["GET /1 ", "GET /2 "]
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na", ["POST / a"]),
        // RFC 9110 10.1.1: a request of HTTP/1.0 has no expectations.
        ("POST / HTTP/1.0\r\nExpect: tea\r\nContent-Length: 1\r\n\r\na", ["POST / a"]),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{E9}\r\n\r\n", ["GET / "])
    ]

    @Test(arguments: refused)
    func `a malformed request is refused, whole and in single bytes`(text: String, status: Int) {
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        #expect(RequestVerdict.of(bytes, piecesOf: bytes.count) == .reject(status))
        #expect(RequestVerdict.of(bytes, piecesOf: 1) == .reject(status))
    }

    @Test(arguments: accepted)
    func `a good request is taken, whole and in single bytes`(text: String, requests: [String]) {
        let bytes = Array(text.utf8)
        #expect(RequestVerdict.of(bytes, piecesOf: bytes.count) == .accept(requests))
        #expect(RequestVerdict.of(bytes, piecesOf: 1) == .accept(requests))
        #expect(RequestVerdict.of(bytes, piecesOf: 7) == .accept(requests))
    }

    @Test(arguments: accepted)
    func `a good request is taken when split anywhere`(text: String, requests: [String]) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var got: [String] = []
            let error = RequestVerdict.parse(pieces: [Array(bytes[..<cut]), Array(bytes[cut...])]) {
                got.append(RequestVerdict.summary($0))
            }
            #expect(error == nil)
            #expect(got == requests, "cut at \(cut)")
        }
    }

    @Test func `the first byte of another protocol is refused at once`() {
        #expect(RequestVerdict.of([0x16, 0x03, 0x01], piecesOf: 3) == .reject(400))
    }

    @Test(arguments: [1, 3, 10_000])
    func `a request line over the limit is 414 before its end has come`(size: Int) {
        var limits = Limits()
        limits.requestLineBytes = 100
        let bytes = Array(("GET /" + String(repeating: "a", count: 200)).utf8)
        #expect(RequestVerdict.of(bytes, piecesOf: size, limits: limits) == .reject(414))
    }

    @Test(arguments: [1, 3, 10_000])
    func `fields over the limit are 431 before their end has come`(size: Int) {
        var limits = Limits()
        limits.fieldBytes = 100
        let bytes = Array(("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 200)).utf8)
        #expect(RequestVerdict.of(bytes, piecesOf: size, limits: limits) == .reject(431))
    }

    @Test func `too many fields are 431`() {
        var limits = Limits()
        limits.fieldCount = 3
        let head = "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n"
        #expect(
            RequestVerdict.of(Array((head + "\r\n").utf8), piecesOf: 9, limits: limits) == .accept(["GET / "])
        )
        let tooMany = Array((head + "C: 3\r\n\r\n").utf8)
        #expect(RequestVerdict.of(tooMany, piecesOf: 9, limits: limits) == .reject(431))
    }

    @Test func `a body over the limit is 413 at its head`() {
        var limits = Limits()
        limits.bodyBytes = 4
        let bytes = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n".utf8)
        #expect(RequestVerdict.of(bytes, piecesOf: 8, limits: limits) == .reject(413))
    }

    @Test func `an absolute target's authority replaces Host`() throws {
        let bytes = Array("GET http://real:8080/x?y=1 HTTP/1.1\r\nHost: other\r\n\r\n".utf8)
        var requests: [Request] = []
        #expect(RequestVerdict.parse(bytes, piecesOf: 1000) { requests.append($0) } == nil)
        let request = try #require(requests.first)
        #expect(request.fields.all(.host) == ["real:8080"])
        #expect(request.path == "/x")
        #expect(request.query == "y=1")
    }

    @Test func `space around a value is not part of it`() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: \t b c \t\r\nY:\r\n\r\n".utf8)
        var requests: [Request] = []
        #expect(RequestVerdict.parse(bytes, piecesOf: 1) { requests.append($0) } == nil)
        let fields = try #require(requests.first).fields
        #expect(fields["x"] == "b c")
        #expect(fields["y"] == "")
    }

    @Test func `a client that waits is told so exactly when its body has not begun`() throws {
        let head = Array(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".utf8)
        var parser = RequestParser(limits: Limits())
        var offset = 0
        let event = try parser.next(head.span, from: &offset)
        guard case .continueExpected = event else {
            Issue.record("no continueExpected")
            return
        }
        #expect(parser.isInBody)
        var eager = RequestParser(limits: Limits())
        offset = 0
        let next = try eager.next((head + [0x61]).span, from: &offset)
        #expect(next == nil)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false)
    ])
    func `persistence follows version and Connection (9.3)`(text: String, keepsAlive: Bool) {
        var seen: [Bool] = []
        #expect(RequestVerdict.parse(Array(text.utf8), piecesOf: 1000) { seen.append($0.keepsAlive) } == nil)
        #expect(seen == [keepsAlive])
    }
}
