/// The lines of a log that pass a filter and hold what is looked for, as plain text, a piece at a time.
internal import JobDirectory
internal import Linux
internal import Synchronization

/// Memory grows neither with the log nor with a line: what is held are the places of some thousand lines.
final class LogDownload: Sendable {
    private let log: String
    private let index: String
    private let query: LineQuery
    private let passes: @Sendable (LogIndex.Record) -> Bool
    /// Held while a piece is made, by the one worker that was asked for it.
    private let place: Mutex<Place>

    private struct Place {
        /// The line that is looked at next; negative counts from the end, before the first piece.
        var line: Int64
        /// The line behind the last; nil before the first piece.
        var end: Int64?
        /// What is found and not yet taken, the next one last.
        var found: [LogIndex.Record] = []
        /// Bytes taken of the next one.
        var taken = 0
    }

    /// - Parameter from: the first line; negative counts from the end. The last one is that which is the last
    ///   when the first piece is made.
    init(
        log: String, index: String, query: LineQuery, from: Int64,
        passes: @escaping @Sendable (LogIndex.Record) -> Bool
    ) {
        self.log = log
        self.index = index
        self.query = query
        self.passes = passes
        place = Mutex(Place(line: from))
    }

    /// At least `count` bytes as long as there are that many, and few more; empty at the end. Waits for the
    /// disk.
    func next(_ count: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(count)
        place.withLock { place in
            // A log that can't be read, or not any more, ends: what was sent of it is right.
            try? fill(&output, to: count, &place)
        }
        return output
    }

    private func fill(_ output: inout [UInt8], to count: Int, _ place: inout Place) throws(SystemError) {
        // Opened for each piece, so that it shows which lines are kept still.
        let file = try LogReader.open(log: log, index: index)
        let lines = file.lines
        let end = place.end ?? lines.upperBound
        if place.end == nil { place.line = place.line < 0 ? end + place.line : place.line }
        place.end = end
        place.line = max(place.line, lines.lowerBound)
        let scanner = LineScanner(query)
        while output.count < count {
            if let record = place.found.last {
                try take(record, to: count, &output, &place, file)
            } else if place.line < end {
                try search(to: end, &place, scanner, file)
            } else {
                break
            }
        }
    }

    private func search(
        to end: Int64, _ place: inout Place, _ scanner: LineScanner, _ file: borrowing LogReader
    ) throws(SystemError) {
        let block = try LineBlock(place.line..<end, of: file, passes: passes)
        // Fewer records than there were: the log was begun anew.
        place.line = block.records.isEmpty ? end : block.next
        var found: [LogIndex.Record] = []
        for run in block.runs(byteLimit: LineScanner.byteLimit) {
            for index in try scanner.hits(run, block, in: file) { found.append(block.records[index]) }
        }
        place.found = found.reversed()
    }

    private func take(
        _ record: LogIndex.Record, to count: Int, _ output: inout [UInt8], _ place: inout Place,
        _ file: borrowing LogReader
    ) throws(SystemError) {
        let wanted = min(Int(record.length) - place.taken, count - output.count)
        let bytes = wanted > 0 ? try file.bytes(at: record.offset + UInt64(place.taken), count: wanted) : []
        output += bytes
        place.taken += bytes.count
        // A log that was cut under us gives shorter texts.
        guard place.taken == Int(record.length) || bytes.count < wanted else { return }
        output.append(UInt8(ascii: "\n"))
        place.found.removeLast()
        place.taken = 0
    }
}
