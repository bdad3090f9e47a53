/// Brings the log of an attempt whose supervisor died to its end: what is in the FIFO still, then the index.
internal import JobDirectory
internal import Linux

struct OrphanedLog {
    let log: String
    let index: String

    /// Counts nothing where the log can't be written: what is known of the end must be recorded all the same.
    func finish(draining fifo: borrowing FileDescriptor?) -> LogCounts {
        do throws(SystemError) {
            let now = WallClock.milliseconds
            let file = try FileDescriptor.open(log, [.write, .create])
            var offset = try file.size()
            if fifo != nil { offset = try drain(fifo, into: file, at: offset) }
            try file.synchronizeData()
            var indexer = try LogIndexer.open(log: log, index: index, now: now)
            try indexer.commitTail(at: now)
            return LogCounts(lines: indexer.lineCount, bytes: offset)
        } catch {
            return LogCounts()
        }
    }

    private func drain(
        _ fifo: borrowing FileDescriptor?, into file: borrowing FileDescriptor, at start: UInt64
    ) throws(SystemError) -> UInt64 {
        var offset = start
        switch fifo {
        case .some(let fifo):
            while let moved = try fifo.splice(into: file, at: offset, count: 1 << 20), moved > 0 {
                offset += UInt64(moved)
            }
        case .none: break
        }
        return offset
    }
}
