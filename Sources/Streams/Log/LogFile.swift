/// A log that is open for reading; by reference, so that it can be there or not.
internal import JobDirectory
internal import Linux

final class LogFile {
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
        let wanted = from..<min(to, from + Int64(LogBatch.lineLimit))
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
        // The first line that is kept begins where the file does, and what can't be read is sent from there.
        guard line > lines.lowerBound, let last = (try? reader.records(line - 1..<line))?.last else {
            return 0
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

    /// What was printed after the last newline; nothing where it can't be read.
    func openText() -> [UInt8] {
        (try? reader.openText()) ?? []
    }
}
