/// The lines of a run in which a query stands: one read of the log, and one look over all of it.
internal import JobDirectory
internal import Linux
internal import LogText

/// For one thread.
final class LineScanner {
    static let byteLimit: UInt64 = 1 << 20

    private let query: LineQuery
    private let matcher: LineMatcher
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Int(byteLimit), alignment: 64)

    init(_ query: LineQuery) {
        self.query = query
        matcher = LineMatcher(query)
    }

    deinit { buffer.deallocate() }

    /// Indices of the records of `run` whose text holds the query. Of a line longer than a mebibyte a pattern
    /// sees the first one.
    func hits(
        _ run: ArraySlice<Int>, _ block: LineBlock, in file: borrowing LogReader
    ) throws(SystemError) -> [Int] {
        if case .any = query { return Array(run) }
        guard let first = run.first, let last = run.last else { return [] }
        let start = block.records[first].offset
        let end = block.records[last].end
        if end - start > Self.byteLimit { return try hitInLong(first, block.records[first], in: file) }
        let count = try read(Int(end - start), at: start, in: file)
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        let mayEscape = LevelDetector.hasEscape(piece)
        if case .text(let needle) = query, !mayEscape {
            return hits(needle, run, block.records, piece, start)
        }
        return run.filter { index in
            let record = block.records[index]
            // A log that was cut under us gives shorter texts, never a trap.
            let from = min(Int(record.offset - start), count)
            let to = min(from + Int(record.length), count)
            return matcher.matches(
                UnsafeRawBufferPointer(rebasing: piece[from..<to]), mayEscape: mayEscape)
        }
    }

    /// Looks for the text in all lines at once; then which line it stands in.
    private func hits(
        _ needle: TextNeedle, _ run: ArraySlice<Int>, _ records: [LogIndex.Record],
        _ piece: UnsafeRawBufferPointer,
        _ start: UInt64
    ) -> [Int] {
        var found: [Int] = []
        var low = run.startIndex
        var place = 0
        while let hit = needle.first(in: piece, from: place) {
            let offset = start + UInt64(hit)
            // The first line that ends after it, by halves.
            var high = run.endIndex
            while low < high {
                let middle = (low + high) / 2
                if records[run[middle]].end <= offset { low = middle + 1 } else { high = middle }
            }
            guard low < run.endIndex else { break }
            let record = records[run[low]]
            // Redraws and lines that were left out lie between lines.
            if record.offset > offset {
                place = Int(record.offset - start)
            } else if offset + UInt64(needle.count) > record.end {
                place = hit + 1
            } else {
                found.append(run[low])
                place = Int(record.end - start)
            }
        }
        return found
    }

    private func hitInLong(
        _ index: Int, _ record: LogIndex.Record, in file: borrowing LogReader
    ) throws(SystemError) -> [Int] {
        guard case .text(let needle) = query else {
            let count = try read(buffer.count, at: record.offset, in: file)
            return matcher.matches(UnsafeRawBufferPointer(rebasing: buffer[..<count])) ? [index] : []
        }
        var offset = record.offset
        while offset < record.end {
            let count = try read(Int(min(record.end - offset, Self.byteLimit)), at: offset, in: file)
            if count == 0 { break }
            if needle.first(in: UnsafeRawBufferPointer(rebasing: buffer[..<count])) != nil {
                return [index]
            }
            // What lies across the border of two pieces is seen in the next.
            if count < needle.count || offset + UInt64(count) >= record.end { break }
            offset += UInt64(count - needle.count + 1)
        }
        return []
    }

    private func read(_ count: Int, at offset: UInt64, in file: borrowing LogReader)
        throws(SystemError) -> Int
    {
        var filled = 0
        while filled < count {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<count])
            let step = try file.read(into: room, at: offset + UInt64(filled))
            if step == 0 { break }
            filled += step
        }
        return filled
    }
}
