/// A line of the control plane itself in a job's log: written whole or not at all, and marked in the index.
internal import JobDirectory
internal import Linux

struct SystemLine {
    private let text: String
    private let flags: LogIndex.Flags

    init(_ text: String, flags: LogIndex.Flags = []) {
        self.text = "[anana: \(text)]\n"
        self.flags = flags
    }

    /// Begins the log section of an attempt, before its supervisor is started. Doing it again does nothing:
    /// the server may die between this and the launch.
    static func beginAttempt(_ number: Int, log: String, index: String) throws(SystemError) {
        let line = SystemLine("attempt \(number)")
        let file = try FileDescriptor.open(log, [.readWrite, .create])
        var indexer = try LogIndexer.open(log: log, index: index, now: WallClock.milliseconds)
        let end = try file.size()
        let bytes = Array(line.text.utf8)
        let last =
            end >= UInt64(bytes.count)
            ? try file.bytes(at: end - UInt64(bytes.count), count: bytes.count) : []
        if last == bytes { return }
        _ = try line.append(to: file, &indexer, at: end)
    }

    /// - Returns: the log's new size.
    func append(
        to log: borrowing FileDescriptor, _ indexer: inout LogIndexer, at end: UInt64
    ) throws(SystemError) -> UInt64 {
        // What was printed before without a newline ends here.
        let breaksLine = end > 0 ? try log.bytes(at: end - 1, count: 1) != [UInt8(ascii: "\n")] : false
        let bytes = Array(((breaksLine ? "\n" : "") + text).utf8)
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try log.writeAll(buffer, at: end) }
        }
        do throws(SystemError) { try result.get() } catch {
            try log.truncate(to: end)
            throw error
        }
        indexer.expectSystemLine(at: end + (breaksLine ? 1 : 0), flags: flags)
        let size = end + UInt64(bytes.count)
        try indexer.advance(to: size, at: WallClock.milliseconds)
        return size
    }
}
