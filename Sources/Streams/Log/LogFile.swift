/// A log that is open for reading; by reference, so that it can be there or not.
internal import JobDirectory
internal import Linux

final class LogFile {
    private static let tailSize: UInt64 = 16 * 1024

    private var reader: LogReader

    /// nil where the job has not begun to write a log.
    init?(_ source: LogSource) {
        do throws(SystemError) {
            reader = try LogReader.open(log: source.log, index: source.index)
        } catch {
            // Missing, or not to be read: there is nothing to send either way, and it is tried again.
            return nil
        }
    }

    var header: LogIndex.Header? { reader.header }
    var lines: Range<Int64> { reader.lines }
    var size: UInt64 { reader.logSize }

    /// Looks what is there now. What can't be read stays as it was.
    func refresh() {
        try? reader.refresh()
    }

    /// nil where the lines can't be read.
    func batch(_ job: String, from: Int64, to: Int64) -> LogBatch? {
        guard let header = reader.header else { return nil }
        // To a round number, so that readers that are behind at different lines soon want the same batches.
        let limit = Int64(LogBatch.lineLimit)
        let wanted = from..<min(to, ((from - 1) / limit + 1) * limit + 1)
        guard let lines = try? reader.window(wanted, byteLimit: LogBatch.byteLimit) else { return nil }
        return LogBatch(job: job, header: header, from: from, lines: lines)
    }

    /// Raw bytes; none where they can't be read.
    func bytes(at offset: UInt64, count: Int) -> [UInt8] {
        (try? reader.bytes(at: offset, count: count)) ?? []
    }

    /// Where the line's bytes begin, redraws included: behind those of the line before it. For the line
    /// that comes next, behind the last one.
    func start(of line: Int64) -> UInt64 {
        // The first line that is kept begins where the kept bytes do, and what can't be read is sent from there.
        guard line > lines.lowerBound, let last = (try? reader.records(line - 1..<line))?.last else {
            return reader.header?.firstOffset ?? 0
        }
        // The text's end, and what ends it: \n, or \r\n.
        var start = last.end
        for byte in bytes(at: start, count: 64) {
            start += 1
            if byte == UInt8(ascii: "\n") { return start }
        }
        return last.end
    }

    /// Bytes from the beginning of one line's text to the end of another's.
    func distance(from: Int64, through: Int64) -> UInt64 {
        guard let first = (try? reader.records(from..<from + 1))?.first,
            let last = (try? reader.records(through..<through + 1))?.first, last.end > first.offset
        else { return 0 }
        return last.end - first.offset
    }

    /// Bytes from `offset` on that are still kept, and where they begin.
    func kept(at offset: UInt64, count: Int) -> (offset: UInt64, bytes: [UInt8]) {
        let start = max(offset, reader.header?.firstOffset ?? 0)
        let read = bytes(at: start, count: count)
        // What is removed reads as zeros: it must not have been removed while we read it.
        let first = (try? reader.firstLineNow()) ?? lines.lowerBound
        if first == lines.lowerBound { return (start, read) }
        refresh()
        let place = max(start, reader.header?.firstOffset ?? 0)
        return (place, bytes(at: place, count: count))
    }

    /// The end of all that was printed, for what may still be drawn anew; nothing where it can't be read.
    func tail() -> [UInt8] {
        let start = max(reader.header?.firstOffset ?? 0, size < Self.tailSize ? 0 : size - Self.tailSize)
        return start < size ? bytes(at: start, count: Int(size - start)) : []
    }
}
