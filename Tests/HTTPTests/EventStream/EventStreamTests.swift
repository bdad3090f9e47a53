// Events out and in again, in pieces of any size (WHATWG HTML section 9.2).
import HTTP
import Testing

@Suite("ServerSentEvent and EventStreamParser, WHATWG HTML 9.2") struct EventStreamTests {
    private func parse(_ text: String, piecesOf size: Int) -> [ReceivedEvent] {
        var parser = EventStreamParser()
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: size).flatMap {
            parser.parse(bytes[$0..<min($0 + size, bytes.count)])
        }
    }

    @Test func `an event has its fields in lines`() {
        let event = ServerSentEvent(id: "7", event: "log", data: Array("{}".utf8), retry: 1500)
        #expect(
            String(decoding: event.encoded(), as: UTF8.self) == "id: 7\nevent: log\nretry: 1500\ndata: {}\n\n"
        )
    }

    @Test func `data with line breaks becomes several lines`() {
        let event = ServerSentEvent(data: Array("a\nb\r\nc\rd".utf8))
        #expect(String(decoding: event.encoded(), as: UTF8.self) == "data: a\ndata: b\ndata: c\ndata: d\n\n")
    }

    @Test func `an id can't break out of its line`() {
        let event = ServerSentEvent(id: "1\ndata: evil", data: [0x78])
        #expect(String(decoding: event.encoded(), as: UTF8.self) == "id: 1data: evil\ndata: x\n\n")
    }

    @Test func `a comment is a comment`() {
        #expect(ServerSentEvent.comment("ok") == Array(": ok\n\n".utf8))
    }

    @Test(
        arguments: [
            // The examples of section 9.2.6.
            (
                "data: YHOO\ndata: +2\ndata: 10\n\n",
                [ReceivedEvent(type: "message", data: "YHOO\n+2\n10", lastID: "")]
            ),
            (
                ": test\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                [
                    ReceivedEvent(type: "message", data: "first event", lastID: "1"),
                    ReceivedEvent(type: "message", data: "second event", lastID: ""),
                    ReceivedEvent(type: "message", data: " third event", lastID: "")
                ]
            ),
            (
                "data\n\ndata\ndata\n\ndata:",
                [
                    ReceivedEvent(type: "message", data: "", lastID: ""),
                    ReceivedEvent(type: "message", data: "\n", lastID: "")
                ]
            ),
            (
                "data:test\n\ndata: test\n\n",
                [
                    ReceivedEvent(type: "message", data: "test", lastID: ""),
                    ReceivedEvent(type: "message", data: "test", lastID: "")
                ]
            ),
            // Line ends, byte order mark, types, unknown fields, an id without data.
            (
                "\u{FEFF}event: e\rdata: x\r\n\r\nid: 9\n\nother: y\ndata: z\n\n",
                [
                    ReceivedEvent(type: "e", data: "x", lastID: ""),
                    ReceivedEvent(type: "message", data: "z", lastID: "9")
                ]
            )
        ], [1, 2, 3, 1000])
    func `a stream is read whatever the pieces`(sample: (String, [ReceivedEvent]), size: Int) {
        #expect(parse(sample.0, piecesOf: size) == sample.1)
    }

    @Test func `retry takes digits only`() {
        var parser = EventStreamParser()
        _ = parser.parse("retry: 12x\nretry: 99999999999999999999\n".utf8)
        #expect(parser.retry == nil)
        _ = parser.parse("retry: 1500\n".utf8)
        #expect(parser.retry == 1500)
    }
}
