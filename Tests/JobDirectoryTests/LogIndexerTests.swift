/// The index follows the log, and comes back from whatever a crash left of it.
import Linux
import LogText
import Testing

@testable import JobDirectory

@Suite("LogIndexer") struct LogIndexerTests {
    private func size(_ fixture: LogFixture) throws -> UInt64 {
        try FileSystem.status(fixture.log)?.size ?? 0
    }

    @Test func `lines are indexed as they come, the last when it is committed`() throws {
        let fixture = try LogFixture()
        var indexer = try fixture.open(at: 1_000)
        try fixture.append("one\ntw")
        try indexer.advance(to: 6, at: 1_005)
        #expect(try fixture.lines() == ["one"])
        try fixture.append("o\n10%\r100%\nrest")
        try indexer.advance(to: try size(fixture), at: 1_010)
        #expect(try fixture.lines() == ["one", "two", "100%"])
        try indexer.commitTail(at: 1_020)
        let records = try fixture.records()
        #expect(try fixture.lines() == ["one", "two", "100%", "rest"])
        #expect(records.map(\.milliseconds) == [5, 10, 10, 20])
        #expect(records.map(\.flags) == [[], [], [], .partial])
        let count = indexer.lineCount
        #expect(count == 4)
    }

    @Test func `levels and continuations are in the records`() throws {
        let fixture = try LogFixture(
            "INFO:a:b\nERROR:a:b\nTraceback (most recent call last):\n  File \"x\"\nE: x\nplain\n")
        _ = try fixture.open()
        let records = try fixture.records()
        #expect(records.map(\.level) == [.info, .error, .error, .error, .error, .unknown])
        #expect(records.map { $0.flags.contains(.continuation) } == [false, false, true, true, true, false])
    }

    @Test func `a line of the control plane is marked`() throws {
        let fixture = try LogFixture()
        var indexer = try fixture.open()
        try fixture.append("a\n[anana: log gap]\nERROR:x:y\n")
        indexer.expectSystemLine(at: 2, flags: .gap)
        try indexer.advance(to: try size(fixture), at: 1_000)
        let records = try fixture.records()
        #expect(records.map(\.stream) == [.merged, .system, .merged])
        #expect(records.map(\.flags) == [[], .gap, []])
        #expect(records.map(\.level) == [.unknown, .unknown, .error])
    }

    @Test func `the head of a line longer than a piece still tells its level`() throws {
        let long = "ERROR:a:" + String(repeating: "x", count: 300_000)
        let fixture = try LogFixture("short\n" + long + "\nlast\n")
        _ = try fixture.open()
        let records = try fixture.records()
        #expect(records.map(\.length) == [5, UInt32(long.utf8.count), 4])
        #expect(records[1].level == .error)
    }

    @Test func `lines of all lengths are found, wherever what is read or written at once ends`() throws {
        let lengths = (0..<10_000).map { UInt32($0 * 37 % 211) }
        let text = lengths.map { String(repeating: "x", count: Int($0)) + "\n" }.joined()
        let fixture = try LogFixture(text)
        _ = try fixture.open()
        let records = try fixture.records()
        #expect(records.map(\.length) == lengths)
        var offset: UInt64 = 0
        for record in records {
            #expect(record.offset == offset)
            offset += UInt64(record.length) + 1
        }
    }

    @Test func `opening again goes on in the same epoch`() throws {
        let fixture = try LogFixture()
        var indexer = try fixture.open()
        try fixture.append("one\ntwo")
        try indexer.advance(to: 7, at: 1_000)
        let epoch = try fixture.epoch()
        try fixture.append("\nthree\n")
        var again = try fixture.open(at: 2_000)
        #expect(try fixture.lines() == ["one", "two", "three"])
        #expect(try fixture.records().map { $0.flags.contains(.timeUnknown) } == [false, true, true])
        #expect(try fixture.epoch() == epoch)
        try again.commitTail(at: 2_000)
        let count = again.lineCount
        #expect(count == 3)
    }

    @Test func `a record torn at any byte is made again, and no line is lost or doubled`() throws {
        let fixture = try LogFixture("a\nbb\r\n10%\r100%\n\nINFO:x:y\n")
        let lines = ["a", "bb", "100%", "", "INFO:x:y"]
        _ = try fixture.open()
        let whole = try fixture.indexBytes()
        let epoch = try fixture.epoch()
        for count in LogIndex.headerSize...whole.count {
            try fixture.replaceIndex(Array(whole[..<count]))
            _ = try fixture.open(at: 2_000)
            #expect(try fixture.lines() == lines, "cut to \(count) bytes")
            #expect(try fixture.epoch() == epoch, "cut to \(count) bytes")
        }
    }

    @Test func `without a whole header the index is made anew, in a new epoch`() throws {
        let fixture = try LogFixture("a\nb\n")
        _ = try fixture.open()
        let whole = try fixture.indexBytes()
        let epoch = try fixture.epoch()
        for broken in [[], Array(whole[..<63]), [0x58] + whole.dropFirst()] {
            try fixture.replaceIndex(broken)
            _ = try fixture.open(at: 2_000)
            #expect(try fixture.lines() == ["a", "b"])
            #expect(try fixture.epoch() != epoch)
        }
    }

    @Test func `records that point past the end of the log are dropped, in a new epoch`() throws {
        let fixture = try LogFixture("a\nb\nc\n")
        _ = try fixture.open()
        let epoch = try fixture.epoch()
        try FileDescriptor.open(fixture.log, .write).truncate(to: 5)
        _ = try fixture.open(at: 2_000)
        #expect(try fixture.lines() == ["a", "b", "c"])
        #expect(try fixture.epoch() == epoch, "a record that ends where the log ends is whole")
        try FileDescriptor.open(fixture.log, .write).truncate(to: 1)
        _ = try fixture.open(at: 2_000)
        #expect(try fixture.lines() == ["a"])
        #expect(try fixture.epoch() != epoch)
    }

    @Test func `zeros that a power cut left are no records`() throws {
        let fixture = try LogFixture("a\nb\nc\n")
        _ = try fixture.open()
        let whole = try fixture.indexBytes()
        try fixture.replaceIndex(Array(whole.dropLast(32)) + [UInt8](repeating: 0, count: 32))
        _ = try fixture.open(at: 2_000)
        #expect(try fixture.lines() == ["a", "b", "c"])
    }

    @Test func `after output that was broken off the next attempt begins a new line`() throws {
        let fixture = try LogFixture("abc")
        var indexer = try fixture.open()
        try indexer.commitTail(at: 1_000)
        try fixture.append("def\n")
        _ = try fixture.open(at: 2_000)
        #expect(try fixture.lines() == ["abc", "def"])
    }
}
