/// How many lines of each level a log has, by thousands: for a map of it, and to skip what a filter leaves out.
package import Linux
package import LogText

/// Made from the index, which it need not be kept beside: ten million lines are counted in some 50 ms, and what has
/// come since in proportion (figures in the commit that brought it).
package struct LevelIndex: Sendable {
    /// Lines of a chunk. Chunk k has the lines from `size * k + 1` on, whatever was removed.
    package static let size: Int64 = 1000
    private static let levels = 8
    /// Records that are read at once.
    private static let portion: Int64 = 8 * size

    /// Of the first chunk that is counted.
    package private(set) var firstChunk = 0
    /// The first line that is not counted yet.
    package private(set) var next: Int64 = 1
    /// For each chunk from `firstChunk` on: when its first line came, in milliseconds since the log began. Of a
    /// chunk that lost lines to age or size: the first that was counted.
    package private(set) var times: [Int64] = []
    /// `levels` of each chunk, by the level's number.
    private var counts: [UInt16] = []
    private var numbering: UInt64?

    package init() {}

    package var chunkCount: Int { times.count }

    /// How many lines of chunk `firstChunk + place` are of `level`. Lines that were removed since they were counted
    /// are among them.
    package func count(of level: LogLevel, at place: Int) -> Int {
        Int(counts[place * Self.levels + Int(level.rawValue)])
    }

    /// Counts what is new as of the reader's latest `refresh()`; anew where lines have been numbered anew, and
    /// without the chunks that are gone. The reader must always be of the same log.
    package mutating func advance(_ reader: borrowing LogReader) throws(SystemError) {
        guard let header = reader.header else { return }
        if header.numbering != numbering || reader.lines.upperBound < next { self = LevelIndex() }
        numbering = header.numbering
        drop(before: reader.lines.lowerBound)
        while next < reader.lines.upperBound {
            let end = min(next + Self.portion, reader.lines.upperBound)
            let (first, bytes) = try reader.recordBytes(next..<end)
            // Removed while we looked.
            if first > next { drop(before: first) }
            if bytes.isEmpty { break }
            bytes.withUnsafeBytes { count($0) }
        }
    }

    /// Whole chunks only; the next line to count is never before `line`.
    private mutating func drop(before line: Int64) {
        let gone = min(times.count, max(0, Int((line - 1) / Self.size) - firstChunk))
        times.removeFirst(gone)
        counts.removeFirst(gone * Self.levels)
        firstChunk += gone
        if line > next { next = line }
        if times.isEmpty { firstChunk = Int((next - 1) / Self.size) }
    }

    private mutating func count(_ records: UnsafeRawBufferPointer) {
        var place = 0
        while place < records.count {
            let chunk = Int((next - 1) / Self.size) - firstChunk
            if chunk == times.count {
                let record = LogIndex.Record(UnsafeRawBufferPointer(rebasing: records[place...]))
                times.append(record.milliseconds)
                counts.append(contentsOf: repeatElement(0, count: Self.levels))
            }
            let rest = Self.size - (next - 1) % Self.size
            let end = min(records.count, place + Int(rest) * LogIndex.recordSize)
            counts.withUnsafeMutableBufferPointer { counts in
                let base = chunk * Self.levels
                for record in stride(from: place, to: end, by: LogIndex.recordSize) {
                    // The three lowest bits of a record's last two bytes (`LogIndex.Record`).
                    counts[base + Int(records[record + 14] & 7)] += 1
                }
            }
            next += Int64((end - place) / LogIndex.recordSize)
            place = end
        }
    }
}
