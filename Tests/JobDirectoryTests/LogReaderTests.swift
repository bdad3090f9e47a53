/// Windows of a log by line number, while it grows.
import Linux
import Testing

@testable import JobDirectory

@Suite("LogReader") struct LogReaderTests {
    private func texts(_ lines: [LogReader.Line]) -> [String] {
        lines.map { String(decoding: $0.text, as: UTF8.self) }
    }

    private func expect(_ lines: [LogReader.Line], _ wanted: [String]) {
        #expect(texts(lines) == wanted)
    }

    private func expect(open bytes: [UInt8], _ wanted: String) {
        #expect(String(decoding: bytes, as: UTF8.self) == wanted)
    }

    @Test func `a window holds the lines that were asked for and exist`() throws {
        let fixture = try LogFixture((1...1_000).map { "line \($0)\n" }.joined())
        _ = try fixture.open()
        let reader = try LogReader.open(log: fixture.log, index: fixture.index)
        let lines = reader.lines
        #expect(lines == 1..<1_001)
        expect(try reader.window(500..<503), ["line 500", "line 501", "line 502"])
        let last = try reader.window(999..<2_000)
        #expect(last.map(\.number) == [999, 1_000])
        expect(try reader.window(2_000..<3_000), [])
        expect(try reader.window(-5..<2), ["line 1"])
    }

    @Test func `a long line is cut, and read whole on demand`() throws {
        let long = String(repeating: "x", count: 100_000) + "end"
        let fixture = try LogFixture("a\n\(long)\nb\n")
        _ = try fixture.open()
        let reader = try LogReader.open(log: fixture.log, index: fixture.index)
        let lines = try reader.window(1..<4, lineLimit: 10)
        #expect(texts(lines) == ["a", "xxxxxxxxxx", "b"])
        #expect(lines.map(\.isCut) == [false, true, false])
        let end = try reader.text(of: lines[1].record, from: 100_000, count: 100)
        #expect(end == Array("end".utf8))
    }

    @Test func `a window ends where its bytes run out, but has a line at least`() throws {
        let fixture = try LogFixture("aaaa\nbbbb\ncccc\n")
        _ = try fixture.open()
        let reader = try LogReader.open(log: fixture.log, index: fixture.index)
        expect(try reader.window(1..<4, byteLimit: 8), ["aaaa", "bbbb"])
        expect(try reader.window(1..<4, byteLimit: 1), ["aaaa"])
    }

    @Test func `redraws between lines are skipped, however many bytes they are`() throws {
        let bar = (0..<10_000).map { "\($0) of 10000\r" }.joined()
        let fixture = try LogFixture("a\n\(bar)done\nb\n")
        _ = try fixture.open()
        let reader = try LogReader.open(log: fixture.log, index: fixture.index)
        expect(try reader.window(1..<4), ["a", "done", "b"])
    }

    @Test func `what is not terminated yet can be read as well`() throws {
        let fixture = try LogFixture("a\r\n10%\r20%")
        var indexer = try fixture.open()
        var reader = try LogReader.open(log: fixture.log, index: fixture.index)
        expect(open: try reader.openText(), "10%\r20%")
        expect(open: try reader.openText(limit: 3), "20%")
        try fixture.append("\n")
        try indexer.advance(to: 11, at: 1_000)
        try reader.refresh()
        expect(open: try reader.openText(), "")
        let lines = reader.lines
        #expect(lines == 1..<3)
    }

    @Test func `a log and index that are not there yet are missing, an index without header is empty`() throws
    {
        let fixture = try LogFixture("a\n")
        do {
            _ = try LogReader.open(log: fixture.log, index: fixture.index)
            Issue.record("there is no index")
        } catch {
            #expect(error.isMissing)
        }
        try fixture.replaceIndex([])
        let reader = try LogReader.open(log: fixture.log, index: fixture.index)
        let (header, lines) = (reader.header, reader.lines)
        #expect(header == nil)
        #expect(lines.isEmpty)
        expect(try reader.window(1..<10), [])
    }
}
