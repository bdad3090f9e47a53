/// Counts of levels by thousands of lines, as a log grows and as it loses its oldest lines.
import JobDirectory
import Linux
import LogText
import Testing

@Suite("LevelIndex") struct LevelIndexTests {
    private func line(_ number: Int) -> String {
        number % 100 == 0 ? "ERROR:a:\(number + 10_000)\n" : "plain \(number + 10_000)\n"
    }

    private func counts(_ index: LevelIndex, of level: LogLevel) -> [Int] {
        (0..<index.chunkCount).map { index.count(of: level, at: $0) }
    }

    @Test func `each thousand lines has its counts and the time of its first`() throws {
        let fixture = try LogFixture()
        var indexer = try fixture.open(at: 0)
        try fixture.append((1...1_500).map(line).joined())
        try indexer.advance(to: try fixture.size(), at: 70)
        try fixture.append((1_501...2_500).map(line).joined())
        try indexer.advance(to: try fixture.size(), at: 90)
        var index = LevelIndex()
        try index.advance(try fixture.reader())
        #expect(counts(index, of: .error) == [10, 10, 5])
        #expect(counts(index, of: .unknown) == [990, 990, 495])
        #expect(index.times == [70, 70, 90])
        #expect(index.next == 2_501)
    }

    @Test func `counting goes on where it was, however the log came`() throws {
        let fixture = try LogFixture()
        var indexer = try fixture.open(at: 0)
        var reader = try fixture.reader()
        var grown = LevelIndex()
        for start in stride(from: 1, to: 20_000, by: 777) {
            try fixture.append((start..<start + 777).map(line).joined())
            try indexer.advance(to: try fixture.size(), at: Int64(start))
            try reader.refresh()
            try grown.advance(reader)
        }
        var whole = LevelIndex()
        try whole.advance(reader)
        #expect(grown.next == whole.next)
        #expect(grown.times == whole.times)
        for level in LogLevel.allCases { #expect(counts(grown, of: level) == counts(whole, of: level)) }
    }

    @Test func `chunks that are gone are left out, those that stay keep their place`() throws {
        let fixture = try LogFixture((1...10_000).map(line).joined())
        var indexer = try fixture.open()
        var reader = try fixture.reader()
        var index = LevelIndex()
        try index.advance(reader)
        try indexer.trim(by: LogRetention(size: 40_000), at: 2_000)
        try reader.refresh()
        try index.advance(reader)
        let first = Int(reader.lines.lowerBound)
        #expect(first > 6_000 && first < 8_000)
        #expect(index.firstChunk == (first - 1) / 1_000)
        #expect(index.chunkCount == 10 - index.firstChunk)
        #expect(counts(index, of: .error).allSatisfy { $0 == 10 })
        var late = LevelIndex()
        try late.advance(reader)
        #expect(late.firstChunk == index.firstChunk)
        #expect(late.count(of: .unknown, at: 0) + late.count(of: .error, at: 0) == 1_000 - (first - 1) % 1_000)
        #expect(late.next == 10_001)
    }
}
