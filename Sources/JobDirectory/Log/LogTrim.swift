/// Removes the oldest lines of a log that grows: those that stay keep their number and their place.
internal import Linux

/// The header says what is kept, on the disk, before a byte is given up: who dies in between leaves bytes that no
/// line points at, and they are freed when the log is next opened. Readers look at the header once more after
/// they have read (`LogReader`).
struct LogTrim {
    /// So much of what is to be kept gathers on top of it first, an eighth: each trim ends an epoch.
    private static let slack: UInt64 = 8

    let retention: LogRetention
    /// Milliseconds since 1970.
    let now: Int64
    /// How many lines have records, and where in the log they end.
    let lines: Int64
    let end: UInt64

    /// - Returns: the header as it is now; nil where nothing had to go.
    func run(
        _ header: LogIndex.Header, log: borrowing FileDescriptor, index: borrowing FileDescriptor
    ) throws(SystemError) -> LogIndex.Header? {
        let first = try firstLine(header, index)
        guard first > header.firstLine, Self.canFree(log) else { return nil }
        let last = try LogIndex.record(ofLine: first - 1, in: index)
        var next = header
        next.epoch = header.epoch &+ 1
        next.firstLine = first
        next.firstOffset = try LogIndex.nextLine(after: last, in: log, size: end)
        try LogIndex.write(next, to: index)
        try index.synchronizeData()
        Self.free(next, log: log, index: index)
        return next
    }

    /// Gives back the room of the lines before the first one kept; twice does no harm.
    static func free(
        _ header: LogIndex.Header, log: borrowing FileDescriptor, index: borrowing FileDescriptor
    ) {
        let records = UInt64(LogIndex.headerSize)..<LogIndex.position(ofLine: header.firstLine)
        // What can't be freed now is freed with the next lines: nobody reads it any more.
        if header.firstOffset > 0 { try? log.punchHole(0..<header.firstOffset) }
        if !records.isEmpty { try? index.punchHole(records) }
    }

    /// The first line to keep.
    private func firstLine(
        _ header: LogIndex.Header, _ index: borrowing FileDescriptor
    ) throws(SystemError) -> Int64 {
        var first = header.firstLine
        // The last line stays, however old: a log is never empty that was not.
        let candidates = { first..<max(first, lines) }
        if let size = retention.size, end - header.firstOffset > size + size / Self.slack {
            first = try LogIndex.firstLine(in: candidates(), of: index) { end - $0.offset <= size }
        }
        if let age = retention.age, !candidates().isEmpty {
            let oldest = try LogIndex.record(ofLine: first, in: index).milliseconds
            let time = now - header.beganAt
            if time - oldest > age + age / Int64(Self.slack) {
                first = try LogIndex.firstLine(in: candidates(), of: index) { time - $0.milliseconds <= age }
            }
        }
        return first
    }

    /// Where the file system frees no part of a file (NFS before 4.2, FAT) the log is kept whole. Asked for a place
    /// that no log reaches.
    private static func canFree(_ log: borrowing FileDescriptor) -> Bool {
        let beyond = LogIndex.Record.offsetLimit
        do throws(SystemError) {
            try log.punchHole(beyond..<beyond + 4096)
            return true
        } catch {
            return false
        }
    }
}
