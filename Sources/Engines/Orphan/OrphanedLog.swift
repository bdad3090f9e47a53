/// Brings the output of an attempt whose supervisor died from the FIFO into the log, and indexes it.
internal import JobDirectory
internal import Linux

/// The server is the log's one writer while this lives. A disk that takes no more loses bytes, which are
/// counted, and never holds up main.
final class OrphanedLog {
    private static let moveSize = 256 * 1024
    /// Free bytes from which on a full disk is tried again.
    private static let enoughSpace: UInt64 = 64 * 1024
    /// A stranger who holds the FIFO could go on for ever; what the tree left fits one pipe.
    private static let restLimit = 1 << 20

    /// nil where there is none any more: then there is nothing to move.
    private let fifo: FileDescriptor?
    private let log: FileDescriptor
    private let path: String
    private var indexer: LogIndexer
    /// Where the next byte goes.
    private var end: UInt64
    private var watch: Watch?
    private var gap: (reason: SystemError, bytes: UInt64, lines: UInt64)?
    private var lost = (bytes: UInt64(0), lines: UInt64(0))
    /// Why the first bytes were lost; nil while none were.
    private(set) var failure: String?

    init(fifo path: String, log: String, index: String) throws(SystemError) {
        // Read-write: while we are here there is always a writer, so the FIFO never reports a hang-up.
        fifo = FileSystem.exists(path) ? try FileDescriptor.open(path, [.readWrite, .nonblocking]) : nil
        self.path = log
        self.log = try FileDescriptor.open(log, [.readWrite, .create])
        indexer = try LogIndexer.open(log: log, index: index, now: WallClock.milliseconds)
        end = try self.log.size()
    }

    deinit { watch?.cancel() }

    func begin(on loop: EventLoop) throws(SystemError) {
        switch fifo {
        case .some(let fifo): watch = try loop.watch(fifo, for: .readable) { [unowned self] _ in _ = move() }
        case nil: break
        }
    }

    var counts: LogCounts {
        LogCounts(
            lines: indexer.lineCount, bytes: end, lostBytes: lost.bytes + (gap?.bytes ?? 0),
            lostLines: lost.lines + (gap?.lines ?? 0))
    }

    /// Once a second: a disk that was full may have room again.
    func retry() {
        if watch == nil { _ = move() }
        if gap != nil { closeGap() } else { index() }
    }

    /// All that is in the FIFO now, then the end of the log. Nobody of the tree lives any more.
    func finish() -> LogCounts {
        watch?.cancel()
        var rest = Self.restLimit
        while rest > 0, let count = move(), count > 0 { rest -= count }
        if gap != nil { closeGap() }
        do throws(SystemError) {
            try indexer.commitTail(at: WallClock.milliseconds)
            try log.synchronizeData()
        } catch {
            // The index is made anew from the log when it is next opened for writing.
        }
        return counts
    }

    /// How many bytes left the FIFO; nil when it is empty.
    private func move() -> Int? {
        do throws(SystemError) {
            if gap != nil { return try discard() }
            guard let count = try splice(), count > 0 else { return nil }
            end += UInt64(count)
            index()
            return count
        } catch {
            gap = gap ?? (error, 0, 0)
            failure = failure ?? error.reason
            return 1
        }
    }

    private func splice() throws(SystemError) -> Int? {
        switch fifo {
        case .some(let fifo): try fifo.splice(into: log, at: end, count: Self.moveSize)
        case nil: nil
        }
    }

    private func discard() throws(SystemError) -> Int? {
        let result: Result<Int?, SystemError> = withUnsafeTemporaryAllocation(
            byteCount: 64 * 1024, alignment: 16
        ) {
            buffer in
            Result { () throws(SystemError) in
                switch fifo {
                case .some(let fifo):
                    guard let count = try fifo.read(into: buffer) else { return nil }
                    gap?.bytes += UInt64(count)
                    gap?.lines += UInt64(buffer[..<count].count { $0 == UInt8(ascii: "\n") })
                    return count
                case nil: return nil
                }
            }
        }
        return try result.get()
    }

    private func index() {
        do throws(SystemError) {
            try indexer.advance(to: end, at: WallClock.milliseconds)
        } catch {
            // Derived data: the next call makes up for it.
        }
    }

    private func closeGap() {
        guard let gap else { return }
        do throws(SystemError) {
            if gap.reason.isOutOfSpace, try FileSystem.freeBytes(at: path) < Self.enoughSpace { return }
            let notice = "log gap: \(gap.bytes) bytes, \(gap.lines) lines dropped (\(gap.reason.reason))"
            end = try SystemLine(notice, flags: .gap).append(to: log, &indexer, at: end)
            lost = (lost.bytes + gap.bytes, lost.lines + gap.lines)
            self.gap = nil
        } catch {
            // Still no room; asked again in a second.
        }
    }
}
