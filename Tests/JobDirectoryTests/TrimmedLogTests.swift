/// A log that lost its oldest lines, after a crash: of the trim, of the index, of the machine.
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("A trimmed log after a crash") struct TrimmedLogTests {
    private static let total = 3_000
    private static let kept = 1_001...3_000

    private func trimmed() throws -> LogFixture {
        let fixture = try LogFixture((1...Self.total).map { "line \($0 + 10_000)\n" }.joined())
        var indexer = try fixture.open()
        try indexer.trim(by: LogRetention(size: 22_000), at: 2_000)
        #expect(try numbers(fixture) == Array(Self.kept))
        return fixture
    }

    /// Of the lines, after a look whether each has its own text.
    private func numbers(_ fixture: LogFixture, minus shift: Int64 = 0) throws -> [Int] {
        let reader = try fixture.reader()
        return try reader.window(1..<100_000, byteLimit: .max).map { line in
            #expect(String(decoding: line.text, as: UTF8.self) == "line \(line.number + shift + 10_000)")
            return Int(line.number)
        }
    }

    @Test func `a record torn at any byte is made again under its number`() throws {
        let fixture = try trimmed()
        let whole = try fixture.indexBytes()
        let epoch = try fixture.epoch()
        for count in whole.count - 17..<whole.count {
            try fixture.replaceIndex(Array(whole[..<count]))
            _ = try fixture.open(at: 3_000)
            #expect(try numbers(fixture) == Array(Self.kept), "cut to \(count) bytes")
            #expect(try fixture.epoch() == epoch)
        }
    }

    @Test func `an index that lost all records is made again, and its lines keep their numbers`() throws {
        let fixture = try trimmed()
        let header = try fixture.indexBytes().prefix(LogIndex.headerSize)
        try fixture.replaceIndex(Array(header))
        _ = try fixture.open(at: 3_000)
        #expect(try numbers(fixture) == Array(Self.kept))
        // Cut within what was removed.
        try fixture.replaceIndex(Array(header) + [UInt8](repeating: 0, count: 160))
        _ = try fixture.open(at: 3_000)
        #expect(try numbers(fixture) == Array(Self.kept))
    }

    @Test func `without an index what is left is numbered anew, and says so`() throws {
        let fixture = try trimmed()
        let before = try fixture.header()
        try FileSystem.remove(fixture.index)
        _ = try fixture.open(at: 3_000)
        #expect(try numbers(fixture, minus: 1_000) == Array(1...2_000))
        let after = try fixture.header()
        #expect(after?.epoch != before?.epoch)
        #expect(after?.numbering != before?.numbering)
    }

    @Test func `who dies between the header and the hole has removed the lines; the next frees their room`() throws {
        let fixture = try LogFixture((1...Self.total).map { "line \($0 + 10_000)\n" }.joined())
        var indexer = try fixture.open()
        var header = indexer.header
        header.firstLine = 1_001
        header.firstOffset = 11_000
        header.epoch += 1
        try FileDescriptor.open(fixture.index, .write).writeAll(header.encoded())
        let free = { try FileDescriptor.open(fixture.log, .read).firstData(from: 0) }
        #expect(try free() == 0)
        indexer = try fixture.open(at: 3_000)
        #expect(try numbers(fixture) == Array(Self.kept))
        #expect(try free() == 8_192)
        let now = indexer.header
        #expect(now == header)
    }

    @Test func `a log that was cut within what was removed goes on behind the last number`() throws {
        let fixture = try trimmed()
        try FileDescriptor.open(fixture.log, .write).truncate(to: 100)
        let before = try fixture.header()
        _ = try fixture.open(at: 3_000)
        try fixture.append("line 11001\n")
        _ = try fixture.open(at: 3_000)
        #expect(try numbers(fixture) == [1_001])
        let after = try fixture.header()
        #expect(after?.numbering != before?.numbering)
    }

    @Test func `an index of the version before has no first offset and no numbering, and is read as it was`() throws {
        let fixture = try LogFixture("a\nb\n")
        var indexer = try fixture.open()
        var old = indexer.header
        old.numbering = 0
        try FileDescriptor.open(fixture.index, .write).writeAll(old.encoded())
        indexer = try fixture.open(at: 3_000)
        let header = indexer.header
        #expect(header == old)
        #expect(try fixture.lines() == ["a", "b"])
    }
}
