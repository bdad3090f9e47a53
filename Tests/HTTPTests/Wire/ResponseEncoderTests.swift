// Response heads to bytes (RFC 9112 sections 4, 6, 9.3).
import HTTP
import Testing

@Suite("ResponseEncoder, RFC 9112") struct ResponseEncoderTests {
    private func head(
        _ status: Status = .ok, _ fields: Fields = [:], _ framing: ResponseEncoder.Framing = .length(2),
        keepAlive: Bool = true, to version: Version = .http11
    ) -> String {
        var bytes: [UInt8] = []
        ResponseEncoder.encode(
            status: status, fields: fields, framing: framing, keepAlive: keepAlive, to: version, date: "D",
            into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `fields stand in order between Date and framing`() {
        let expected = "HTTP/1.1 200 OK\r\nDate: D\r\nA: 1\r\nB: 2\r\nContent-Length: 2\r\n\r\n"
        #expect(head(.ok, ["A": "1", "B": "2"]) == expected)
    }

    @Test(arguments: [
        (ResponseEncoder.Framing.none, ""),
        (.length(1_234_567_890_123), "Content-Length: 1234567890123\r\n"),
        (.length(0), "Content-Length: 0\r\n"),
        (.chunked, "Transfer-Encoding: chunked\r\n"),
        (.untilClose, "")
    ])
    func `framing has its field`(framing: ResponseEncoder.Framing, line: String) {
        #expect(head(.ok, [:], framing) == "HTTP/1.1 200 OK\r\nDate: D\r\n\(line)\r\n")
    }

    @Test func `persistence is said where it is not the default`() {
        #expect(head(keepAlive: false).contains("\r\nConnection: close\r\n"))
        #expect(head(to: .http10).contains("\r\nConnection: keep-alive\r\n"))
        #expect(!head().contains("Connection"))
    }

    @Test func `a value can't begin another field`() {
        #expect(head(.ok, ["X": "a\r\nEvil: 1"]).contains("\r\nX: a  Evil: 1\r\n"))
    }

    @Test func `a chunk is headed by its size in hex`() {
        #expect(ResponseEncoder.chunkHead(count: 255) == Array("ff\r\n".utf8))
    }
}
