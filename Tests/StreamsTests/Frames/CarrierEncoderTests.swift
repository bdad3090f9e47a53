/// Frames on their carriers.
@testable import Streams
import HTTP
import JobDirectory
import Testing

@Suite struct CarrierEncoderTests {
    private static let header = LogIndex.Header(epoch: 0xA1, beganAt: GrowingLog.beganAt)
    private static let frames = ControlFrames(boot: "b", ui: "u", heartbeat: .seconds(15))
    private static let head = LogHead(first: 1, next: 9, epoch: "a1", state: "running", isComplete: false)

    private func open(_ text: String) -> OpenLine {
        var open = OpenLine()
        _ = open.update(Array(text.utf8))
        return open
    }

    private func encoder(
        _ carrier: Rendering.Carrier, _ format: Rendering.Format = .frames, _ levels: LevelFilter = .all
    ) -> CarrierEncoder {
        CarrierEncoder(
            job: "j",
            rendering: Rendering(carrier: carrier, format: format, filter: LineFilter(levels: levels)))
    }

    private func batch(_ text: String) throws -> LogBatch {
        let log = try GrowingLog(text)
        let reader = try LogReader.open(log: log.log, index: log.index)
        return LogBatch(job: "j", header: Self.header, from: 1, lines: try reader.window(reader.lines))
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `an event of lines has the number of its last line as id`() throws {
        let event = text(encoder(.eventStream).lines(try batch("a\nb\n")))
        #expect(
            event.hasPrefix(
                "id: 2\nevent: log\ndata: {\"e\":\"log\",\"j\":\"j\",\"epoch\":\"a1\",\"from\":1,\"to\":3,"))
        #expect(event.hasSuffix("}\n\n"))
    }

    @Test func `format=lines has an event a line`() throws {
        #expect(
            text(encoder(.eventStream, .lines).lines(try batch("a\nb\n"))) == """
                id: 1
                event: line
                data: {"n":1,"t":1764000000000,"s":"merged","l":"unknown","x":"a"}

                id: 2
                event: line
                data: {"n":2,"t":1764000000000,"s":"merged","l":"unknown","x":"b"}


                """)
    }

    @Test func `what the filter stops is no event of format=lines, and an empty frame otherwise`() throws {
        let levels = try #require(LevelFilter(letters: "E"))
        let batch = try batch("INFO: a\n")
        #expect(encoder(.eventStream, .lines, levels).lines(batch).isEmpty)
        #expect(text(encoder(.eventStream, .frames, levels).lines(batch)).hasPrefix("id: 1\nevent: log\n"))
    }

    @Test func `NDJSON has the objects of format=lines, one a line of text`() throws {
        let encoder = encoder(.eventStream, .objects)
        #expect(
            text(encoder.lines(try batch("a\nb\n"))) == """
                {"n":1,"t":1764000000000,"s":"merged","l":"unknown","x":"a"}
                {"n":2,"t":1764000000000,"s":"merged","l":"unknown","x":"b"}

                """)
        let end = EndOfLog(state: "completed", cause: nil, exitCode: 0, signal: nil)
        let progress = encoder.progress(at: 1, open("x"))
        for object in [progress, encoder.end(to: 2, bytes: 0, end), encoder.ping(next: 1)] {
            #expect(text(object).hasPrefix("{") && text(object).hasSuffix("}\n"))
        }
        #expect(encoder.bye().isEmpty)
        #expect(encoder.greeting(Self.frames, Self.head, from: 3, saysLag: true).isEmpty)
    }

    @Test func `text has the lines that pass, and nothing else`() throws {
        let errors = try #require(LevelFilter(letters: "E"))
        let encoder = encoder(.eventStream, .text, errors)
        let long = String(repeating: "x", count: 20_000)
        let lines = text(encoder.lines(try batch("INFO: a\nERROR: b\nERROR: \(long)\n")))
        #expect(lines.hasPrefix("ERROR: b\nERROR: xxx") && lines.hasSuffix("x […]\n"))
        #expect(lines.utf8.count < 17_000)
        let end = EndOfLog(state: "completed", cause: nil, exitCode: 0, signal: nil)
        for bytes in [
            encoder.progress(at: 1, open("x")), encoder.end(to: 2, bytes: 0, end), encoder.ping(next: 1),
            encoder.bye(), encoder.reset(Self.head, why: "rebuilt"), encoder.refused(.notALine("x")),
        ] { #expect(bytes.isEmpty) }
    }

    @Test func `no lines are no event`() throws {
        for encoder in [encoder(.eventStream), encoder(.eventStream, .lines), encoder(.webSocket)] {
            #expect(encoder.lines(try batch("")).isEmpty)
        }
    }

    @Test func `a WebSocket gets one text message a frame`() throws {
        let bytes = encoder(.webSocket).ping(next: 3)
        var decoder = FrameDecoder(isServer: false, limit: 1 << 16)
        var offset = 0
        guard case .text(let message) = try decoder.next(bytes.span, from: &offset) else {
            Issue.record("no text message")
            return
        }
        #expect(message.hasPrefix(#"{"e":"ping","#) && offset == bytes.count)
    }

    @Test func `an event that moves no cursor has no id`() {
        let encoder = encoder(.eventStream)
        let end = EndOfLog(state: "completed", cause: nil, exitCode: 0, signal: nil)
        let events = [
            encoder.progress(at: 1, open("x")), encoder.end(to: 2, bytes: 0, end), encoder.reset(Self.head, why: "rebuilt"),
            encoder.ping(next: 1), encoder.bye(), encoder.refused(.notALine("x")),
            encoder.greeting(Self.frames, Self.head, from: 3, saysLag: true),
        ]
        for event in events { #expect(text(event).hasPrefix("event: ")) }
    }

    @Test func `the end of a log whose lines moved no cursor moves it`() throws {
        let end = EndOfLog(state: "completed", cause: nil, exitCode: 0, signal: nil)
        let errors = try #require(LevelFilter(letters: "E"))
        let filtered = CarrierEncoder(
            job: "j",
            rendering: Rendering(carrier: .eventStream, format: .lines, filter: LineFilter(levels: errors)))
        #expect(text(filtered.end(to: 9, bytes: 80, end)).hasPrefix("id: 8\nevent: end\n"))
        #expect(text(encoder(.eventStream).end(to: 1, bytes: 0, end)).hasPrefix("id: 0\nevent: end\n"))
    }

    @Test func `a greeting tells of the lines before a tail, where there are some`() {
        let encoder = encoder(.eventStream)
        let tail = text(encoder.greeting(Self.frames, Self.head, from: 3, saysLag: true))
        #expect(
            tail.hasSuffix(
                "event: lag\ndata: {\"e\":\"lag\",\"j\":\"j\",\"from\":1,\"to\":3,\"why\":\"tail\"}\n\n"))
        #expect(!text(encoder.greeting(Self.frames, Self.head, from: 1, saysLag: true)).contains("lag"))
        #expect(!text(encoder.greeting(Self.frames, Self.head, from: 3, saysLag: false)).contains("lag"))
    }

    @Test func `format=lines has neither greeting nor goodbye`() {
        let encoder = encoder(.eventStream, .lines)
        #expect(encoder.greeting(Self.frames, Self.head, from: 3, saysLag: true).isEmpty)
        #expect(encoder.bye().isEmpty)
    }
}
