/// Old lines go, those that stay keep their numbers; whoever reads meanwhile gets lines or is told where they begin.
import JobDirectory
import Linux
import Testing

@Suite("Retention of a log that grows") struct LogTrimTests {
    /// 10 bytes each, with its newline.
    private func text(_ lines: ClosedRange<Int>) -> String {
        lines.map { "line \(String($0 + 10_000).dropFirst())\n" }.joined()
    }

    private func lineText(_ number: Int64) -> String { "line \(String(number + 10_000).dropFirst())" }

    private func trimmed(_ size: UInt64, lines: Int = 5_000) throws -> LogFixture {
        let fixture = try LogFixture(text(1...lines))
        var indexer = try fixture.open()
        try indexer.trim(by: LogRetention(size: size), at: 2_000)
        return fixture
    }

    @Test func `the newest lines within the size stay, with their numbers and their text`() throws {
        let fixture = try trimmed(20_000)
        let reader = try fixture.reader()
        let lines = reader.lines
        #expect(lines == 3_001..<5_001)
        let window = try reader.window(1..<10_000, byteLimit: .max)
        #expect(window.map(\.number) == Array(3_001...5_000))
        #expect(window.allSatisfy { String(decoding: $0.text, as: UTF8.self) == lineText($0.number) })
        #expect(try fixture.header()?.firstOffset == 30_000)
        #expect(try fixture.text(from: 30_000) == text(3_001...5_000))
    }

    @Test func `the room of what went is given back, in the log and in the index`() throws {
        let fixture = try trimmed(20_000, lines: 50_000)
        for path in [fixture.log, fixture.index] {
            let file = try FileDescriptor.open(path, .read)
            let (data, size) = (try file.firstData(from: 4096), try file.size())
            let kept = try #require(data)
            #expect(kept > size * 9 / 10, "\(path): data from \(kept) on of \(size)")
        }
    }

    @Test func `a trim begins an epoch, but numbers mean the lines that they meant`() throws {
        let fixture = try LogFixture(text(1...5_000))
        var indexer = try fixture.open()
        let before = indexer.header
        try indexer.trim(by: LogRetention(size: 20_000), at: 2_000)
        let after = indexer.header
        #expect(after.epoch != before.epoch)
        #expect(after.numbering == before.numbering)
        #expect(after.beganAt == before.beganAt)
    }

    @Test func `what is within an eighth of the size is left alone`() throws {
        let fixture = try LogFixture(text(1...2_200))
        var indexer = try fixture.open()
        let before = indexer.header
        try indexer.trim(by: LogRetention(size: 20_000), at: 2_000)
        #expect(try fixture.header() == before)
    }

    @Test func `lines older than the age go, the last one never`() throws {
        let fixture = try LogFixture()
        var indexer = try fixture.open(at: 0)
        for number in 1...10 {
            try fixture.append("\(number)\n")
            try indexer.advance(to: try fixture.size(), at: Int64(number) * 100)
        }
        try indexer.trim(by: LogRetention(age: 500), at: 1_000)
        #expect(try fixture.lines() == ["5", "6", "7", "8", "9", "10"])
        try indexer.trim(by: LogRetention(age: 500), at: 100_000)
        #expect(try fixture.lines() == ["10"])
    }

    @Test func `a line is never cut, however long, and what is not terminated stays`() throws {
        let long = String(repeating: "x", count: 50_000)
        let fixture = try LogFixture("a\n\(long)\nb\nopen")
        var indexer = try fixture.open()
        try indexer.trim(by: LogRetention(size: 1_000), at: 2_000)
        #expect(try fixture.lines() == ["b"])
        let open = try fixture.reader().openText()
        #expect(open == Array("open".utf8))
    }

    @Test func `after a trim lines go on being numbered`() throws {
        let fixture = try LogFixture(text(1...5_000))
        var indexer = try fixture.open()
        try indexer.trim(by: LogRetention(size: 20_000), at: 2_000)
        try fixture.append(text(5_001...5_010))
        try indexer.advance(to: try fixture.size(), at: 3_000)
        let reader = try fixture.reader()
        let last = try reader.window(5_001..<6_000)
        #expect(last.map(\.number) == Array(5_001...5_010))
        #expect(last.allSatisfy { String(decoding: $0.text, as: UTF8.self) == lineText($0.number) })
    }

    @Test func `a reader from before the trim gets no hole for a line, but where lines begin now`() throws {
        let fixture = try LogFixture(text(1...5_000))
        var indexer = try fixture.open()
        let reader = try fixture.reader()
        try indexer.trim(by: LogRetention(size: 20_000), at: 2_000)
        let (removed, records, first) = try (reader.window(1..<100), reader.records(1..<100), reader.firstLineNow())
        #expect(removed.isEmpty)
        #expect(records.isEmpty)
        #expect(first == 3_001)
        let across = try reader.window(2_990..<3_010)
        #expect(across.map(\.number) == Array(3_001..<3_010))
        #expect(across.allSatisfy { String(decoding: $0.text, as: UTF8.self) == lineText($0.number) })
    }
}

extension LogFixture {
    func size() throws -> UInt64 { try FileSystem.status(log)?.size ?? 0 }

    func text(from offset: UInt64) throws -> String {
        let file = try FileDescriptor.open(log, .read)
        return String(decoding: try file.bytes(at: offset, count: Int(try file.size() - offset)), as: UTF8.self)
    }
}
