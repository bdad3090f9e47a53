/// Lines of a real log to frames, byte for byte as the page expects them.
@testable import Streams
import JSON
import JobDirectory
import LogText
import Testing

@Suite("LogFrameEncoder, streams-and-web.md 3.7") struct LogFrameEncoderTests {
    private static let header = LogIndex.Header(epoch: 0xA1, beganAt: GrowingLog.beganAt)

    private static func batch(_ pieces: [(String, Int64)], lineLimit: Int = 16 * 1024) throws -> LogBatch {
        try batch(pieces.map { (Array($0.0.utf8), $0.1) }, lineLimit: lineLimit)
    }

    private static func batch(_ pieces: [([UInt8], Int64)], lineLimit: Int = 16 * 1024) throws -> LogBatch {
        let log = try GrowingLog()
        for (bytes, time) in pieces { try log.append(bytes, after: time) }
        let reader = try LogReader.open(log: log.log, index: log.index)
        let lines = try reader.window(reader.lines, lineLimit: lineLimit)
        return LogBatch(job: GrowingLog.job, header: header, from: 1, lines: lines)
    }

    private static func object(_ line: LogReader.Line, of batch: LogBatch) -> [UInt8] {
        var writer = JSONWriter()
        LogFrameEncoder.write(line, of: batch, to: &writer)
        return writer.bytes
    }

    private static func training() throws -> LogBatch {
        let first = """
            \u{1B}[32mINFO\u{1B}[0m step=1200 loss=0.241
            Traceback (most recent call last):
              File "train.py", line 3
            ValueError: bad

            """
        return try batch([(first, 5), ("WARNING: 99 % \"full\"\n", 9)])
    }

    private static func cut() throws -> LogBatch {
        try batch([("short\nsixteen bytes are shown, the rest is not\ntab\there\n", 0)], lineLimit: 16)
    }

    private func expect(_ bytes: [UInt8], _ name: String, _ place: SourceLocation = #_sourceLocation) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text == String(decoding: try Golden.bytes(name), as: UTF8.self), sourceLocation: place)
    }

    @Test func `lines go by column, with levels, continuations and times`() throws {
        try expect(LogFrameEncoder.frame(Self.training(), .all), "frames/log")
    }

    @Test func `with a filter the numbers go along, and the range that was looked at`() throws {
        let levels = try #require(LevelFilter(letters: "IW"))
        try expect(LogFrameEncoder.frame(Self.training(), LineFilter(levels: levels)), "frames/log-filtered")
    }

    @Test func `a filter that lets nothing through still says how far it looked`() throws {
        let levels = try #require(LevelFilter(letters: "C"))
        try expect(LogFrameEncoder.frame(Self.training(), LineFilter(levels: levels)), "frames/log-empty")
    }

    @Test func `a line that is cut says how long it is`() throws {
        try expect(LogFrameEncoder.frame(Self.cut(), .all), "frames/log-cut")
    }

    @Test func `the index of a cut line counts the lines that are shown`() throws {
        let levels = try #require(LevelFilter(letters: "I"))
        let batch = try Self.batch(
            [("plain\nINFO: much longer than the limit of sixteen\n", 0)], lineLimit: 16)
        let text = String(decoding: LogFrameEncoder.frame(batch, LineFilter(levels: levels)), as: UTF8.self)
        #expect(text.hasSuffix(#""n":[2],"cut":{"0":43}}"#))
    }

    @Test func `what JSON can't carry is repaired, what was redrawn is gone`() throws {
        let bytes: [[UInt8]] = [
            Array("caf".utf8), [0xE9],
            Array(" olé\nNUL\0 and\u{7} bell\n10%|#   |\r100%|####|\n\r\n🍍\n".utf8),
        ]
        let batch = try Self.batch([(bytes.flatMap { $0 }, 0)])
        try expect(LogFrameEncoder.frame(batch, .all), "frames/log-repaired")
    }

    @Test func `format=lines has an object a line`() throws {
        let (training, cut) = (try Self.training(), try Self.cut())
        try expect(Self.object(training.lines[0], of: training), "lines/line")
        try expect(Self.object(cut.lines[1], of: cut), "lines/line-cut")
    }

    @Test(arguments: [
        (LogIndex.Stream.merged, "m", "merged"), (.standardOutput, "o", "stdout"),
        (.standardError, "e", "stderr"),
        (.system, "x", "system"),
    ])
    func `streams by letter and by word`(stream: LogIndex.Stream, letter: String, word: String) {
        #expect(String(UnicodeScalar(stream.letter)) == letter)
        #expect(stream.word == word)
    }

    @Test func `a continuation of unknown level has no lower case`() {
        let record = LogIndex.Record(
            offset: 0, length: 1, milliseconds: 0, level: .unknown, flags: .continuation)
        #expect(LogFrameEncoder.levelLetter(record) == UInt8(ascii: "-"))
    }
}
