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

    /// What was printed after the last newline; nothing where it can't be read.
    func openText() -> [UInt8] {
        (try? reader.openText()) ?? []
    }
}
