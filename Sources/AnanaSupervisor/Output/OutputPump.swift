/// Moves main's output from the FIFO into the log and indexes it; what was moved survives our death.
internal import Glibc
internal import JobDirectory
internal import Linux

/// Never waits for anything but the FIFO; a disk that takes no more loses bytes, which are counted, never
/// main.
final class OutputPump {
    private static let pipeSize: Int32 = 256 * 1024
    /// Of one move.
    private static let moveSize = 256 * 1024
    /// A move of fewer bytes than this, so soon after the last, is worth a nap first: main then fills larger
    /// portions (design.md section 4: 0.55x without, 1.0-1.2x with).
    private static let smallMove = 32 * 1024
    private static let soon = Duration.milliseconds(1)
    private static let nap: UInt32 = 300
    /// Free bytes from which on a full disk is tried again: the last block of the log may still take a line
    /// or two.
    private static let enoughSpace: UInt64 = 64 * 1024

    let fifo: FileDescriptor
    private let log: FileDescriptor
    private let logPath: String
    private var indexer: LogIndexer
    /// Where the next byte goes.
    private var end: UInt64
    private var lastMove = (count: smallMove, time: Instant.now)
    /// False on a file system that splice(2) can't write to.
    private var canSplice = true
    private var gap: OutputGap?
    private let synchronizer: LogSynchronizer
    private var lost = (bytes: UInt64(0), lines: UInt64(0))
    /// Why the first bytes were lost; nil while none were.
    private(set) var failure: String?

    init(
        fifo path: String, log logPath: String, index: String, background: WorkerPool
    ) throws(SystemError) {
        // Read-write: while we are here there is always a writer, so the FIFO never reports a hang-up.
        fifo = try FileDescriptor.open(path, [.readWrite, .nonblocking])
        Pipe.setCapacity(of: fifo, Self.pipeSize)
        log = try FileDescriptor.open(logPath, [.readWrite, .create])
        synchronizer = try LogSynchronizer(log, on: background)
        self.logPath = logPath
        indexer = try LogIndexer.open(log: logPath, index: index, now: WallClock.milliseconds)
        end = try log.size()
        // What an earlier attempt left without a newline ends here.
        try indexer.commitTail(at: WallClock.milliseconds)
    }

    var counts: LogCounts {
        LogCounts(
            lines: indexer.lineCount, bytes: end, lostBytes: lost.bytes + (gap?.bytes ?? 0),
            lostLines: lost.lines + (gap?.lines ?? 0))
    }

    /// The FIFO has something.
    func readable() {
        if lastMove.count < Self.smallMove && Instant.now - lastMove.time < Self.soon { usleep(Self.nap) }
        _ = move()
    }

    /// Once a second: a disk that was full may have room again.
    func retry() {
        if gap != nil { closeGap() } else { index() }
        synchronizer.wrote(0, at: .now)
    }

    /// A line of the control plane itself, between main's own.
    func say(_ text: String) {
        do throws(SystemError) {
            try append("[anana: \(text)]", flags: [])
        } catch {
            // A full disk: exit.json says it too.
        }
    }

    /// All that is in the FIFO now, then the end of the log. Nobody of the tree lives any more.
    func finish() {
        // A stranger who holds the FIFO could go on for ever; what the tree left fits one pipe.
        var rest = 4 * Int(Self.pipeSize)
        while rest > 0, let count = move(), count > 0 { rest -= count }
        if gap != nil { closeGap() }
        do throws(SystemError) {
            try indexer.commitTail(at: WallClock.milliseconds)
            try log.synchronizeData()
        } catch {
            // The index is made anew from the log when it is next opened for writing.
        }
    }

    /// How many bytes left the FIFO; nil when it is empty.
    private func move() -> Int? {
        do throws(SystemError) {
            guard gap == nil else { return try discard() }
            guard let count = try canSplice ? splice() : copy(), count > 0 else { return nil }
            if gap != nil { return count }
            end += UInt64(count)
            lastMove = (count, .now)
            synchronizer.wrote(count, at: lastMove.time)
            index()
            return count
        } catch {
            // EINVAL: this file system has no splice; anything else is a disk that takes no more.
            if canSplice && error.code == EINVAL {
                canSplice = false
            } else {
                lose(because: error)
            }
            return 1
        }
    }

    private func splice() throws(SystemError) -> Int? {
        try fifo.splice(into: log, at: end, count: Self.moveSize)
    }

    private func copy() throws(SystemError) -> Int? {
        try read { buffer throws(SystemError) in
            do throws(SystemError) {
                try log.writeAll(buffer, at: end)
            } catch {
                lose(because: error)
                gap?.add(buffer)
                try log.truncate(to: end)
            }
        }
    }

    private func lose(because error: SystemError) {
        gap = gap ?? OutputGap(reason: error)
        failure = failure ?? error.reason
    }

    private func discard() throws(SystemError) -> Int? {
        try read { gap?.add($0) }
    }

    private func read(
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Void
    ) throws(SystemError) -> Int? {
        let result: Result<Int?, SystemError> = withUnsafeTemporaryAllocation(
            byteCount: 64 * 1024, alignment: 16
        ) {
            buffer in
            Result { () throws(SystemError) in
                guard let count = try fifo.read(into: buffer) else { return nil }
                try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return count
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
            if gap.reason.isOutOfSpace, try FileSystem.freeBytes(at: logPath) < Self.enoughSpace { return }
            try append("[anana: \(gap.notice)]", flags: .gap)
            lost = (lost.bytes + gap.bytes, lost.lines + gap.lines)
            self.gap = nil
        } catch {
            // Still no room; asked again in a second.
        }
    }

    /// Writes a line of ours at the end of the log, all of it or nothing.
    private func append(_ line: String, flags: LogIndex.Flags) throws(SystemError) {
        // Asked of the log itself: where the index could not be written it knows less.
        let breaksLine = end > 0 ? try log.bytes(at: end - 1, count: 1) != [10] : false
        let bytes = Array(((breaksLine ? "\n" : "") + line + "\n").utf8)
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try log.writeAll(buffer, at: end) }
        }
        do throws(SystemError) { try result.get() } catch {
            try log.truncate(to: end)
            throw error
        }
        indexer.expectSystemLine(at: end + (breaksLine ? 1 : 0), flags: flags)
        end += UInt64(bytes.count)
        index()
    }
}
