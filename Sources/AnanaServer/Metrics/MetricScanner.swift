/// Parses the lines of a log that are new, in turns of bounded work.
internal import JobDirectory
internal import Linux
internal import LogText

/// For one thread.
final class MetricScanner {
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteLimit, alignment: 64)
    private static let byteLimit = 1 << 20
    /// Longer lines are data, not reports.
    private static let lineLimit: UInt32 = 4096

    deinit { buffer.deallocate() }

    /// Looks at the lines from `line` on, until `deadline` where there are so many.
    /// - Returns: the first line that was not looked at.
    func scan(
        _ file: borrowing LogReader, from line: Int64, until deadline: Instant,
        into table: inout MetricTable
    ) throws(SystemError) -> Int64 {
        let began = file.header?.beganAt ?? 0
        var line = max(line, file.lines.lowerBound)
        while line < file.lines.upperBound {
            let block = try LineBlock(line..<file.lines.upperBound, of: file, passes: Self.mayReport)
            if block.records.isEmpty { break }
            for run in block.runs(byteLimit: UInt64(Self.byteLimit)) {
                try parse(run, block, file, began, into: &table)
            }
            line = block.next
            if Instant.now > deadline { break }
        }
        return line
    }

    /// A traceback's numbers are no metrics, nor are the control plane's own words.
    private static func mayReport(_ record: LogIndex.Record) -> Bool {
        record.length <= lineLimit && record.length >= 5 && record.level < .error
            && record.stream != .system
            && !record.flags.contains(.continuation)
    }

    private func parse(
        _ run: ArraySlice<Int>, _ block: LineBlock, _ file: borrowing LogReader, _ began: Int64,
        into table: inout MetricTable
    ) throws(SystemError) {
        guard let first = run.first, let last = run.last else { return }
        let start = block.records[first].offset
        let wanted = Int(block.records[last].end - start)
        var count = 0
        while count < wanted {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<wanted])
            let step = try file.read(into: room, at: start + UInt64(count))
            if step == 0 { break }
            count += step
        }
        for index in run {
            let record = block.records[index]
            let from = min(Int(record.offset - start), count)
            let to = min(from + Int(record.length), count)
            let text = UnsafeRawBufferPointer(rebasing: buffer[from..<to])
            guard let row = MetricParser.row(in: text) else { continue }
            table.append(row, line: block.number(index), time: began + record.milliseconds)
        }
    }
}
