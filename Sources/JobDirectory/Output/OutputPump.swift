/// Moves a job's output from the FIFO into the log and has it indexed; what was moved survives our death.
internal import Glibc
package import Linux

/// The log's one writer while it lives, in the supervisor, or in the server that has adopted the job. Never waits
/// for anything but the FIFO; a disk that takes no more loses bytes, which are counted, never main.
package final class OutputPump {
    package struct Files {
        let fifo: String
        let log: String
        let index: String

        package init(fifo: String, log: String, index: String) {
            self.fifo = fifo
            self.log = log
            self.index = index
        }
    }

    private static let pipeSize: Int32 = 256 * 1024
    /// Of one move.
    private static let moveSize = 256 * 1024
    /// A move of fewer bytes than this, so soon after the last, is worth a nap first: main then fills larger
    /// portions (design.md section 4: 0.55x without, 1.0-1.2x with).
    private static let smallMove = 32 * 1024
    private static let soon = Duration.milliseconds(1)
    private static let nap = Duration.microseconds(300)
    /// Output that comes in small portions, one soon after the other, is fetched this often: main then writes
    /// without waking us, which would take the core from it. What comes after a pause is fetched at once.
    private static let rest = Duration.milliseconds(2)
    private static let steady = Duration.milliseconds(5)
    /// Bytes that may gather in the pipe during a rest: where more come, main would wait for us in the end.
    private static let restMove = 16 * 1024
    /// Free bytes from which on a full disk is tried again: the last block of the log may still take a line
    /// or two.
    private static let enoughSpace: UInt64 = 64 * 1024
    /// A stranger who holds the FIFO could go on for ever; what the tree left fits one pipe.
    private static let restLimit = 1 << 20

    /// nil where there is none any more: then there is nothing to move.
    private let fifo: FileDescriptor?
    private var log: LogEnd
    private let backlog: IndexBacklog
    private var upkeep: LogUpkeep
    private var lastMove = (count: smallMove, time: Instant.now)
    private var watch: Watch?
    /// False on a file system that splice(2) can't write to.
    private var canSplice = true
    private var gap: OutputGap?
    private var lost = (bytes: UInt64(0), lines: UInt64(0))
    /// Why the first bytes were lost; nil while none were.
    package private(set) var failure: String?

    /// - Parameters:
    ///   - indexing: for what takes long; only the end waits for it.
    ///   - synchronizing: for what the disk holds up; nil: the log is on the disk at its end.
    package init(
        _ files: Files, retention: LogRetention = .everything, indexing: WorkerPool, synchronizing: WorkerPool? = nil
    ) throws(SystemError) {
        // Read-write: while we are here there is always a writer, so the FIFO never reports a hang-up.
        fifo =
            FileSystem.exists(files.fifo)
            ? try FileDescriptor.open(files.fifo, [.readWrite, .nonblocking]) : nil
        log = try LogEnd(files.log)
        let now = WallClock.milliseconds
        backlog = IndexBacklog(
            try LogIndexer.resume(log: files.log, index: files.index, now: now), on: indexing)
        upkeep = try LogUpkeep(log.file, retention, synchronizing: synchronizing)
        switch fifo {
        case .some(let fifo): Pipe.setCapacity(of: fifo, Self.pipeSize)
        case nil: break
        }
        backlog.add(.lines(end: log.offset, at: now, .timeUnknown))
    }

    /// Moves what comes, as it comes; nil where there is no FIFO.
    /// - Parameter mayNap: the loop has nothing that can't wait a third of a millisecond.
    package func watch(on loop: EventLoop, mayNap: Bool) throws(SystemError) -> Watch? {
        switch fifo {
        case .some(let fifo):
            watch = try loop.watch(fifo, for: .readable) { [unowned self] _ in
                if mayNap { napIfWorthIt() }
                let last = lastMove.time
                let count = move() ?? 0
                if mayNap, Self.deservesRest(count, after: lastMove.time - last) { rest(on: loop) }
            }
        case nil: break
        }
        return watch
    }

    private static func deservesRest(_ count: Int, after pause: Duration) -> Bool {
        pause < steady && Int64(count) * rest.nanoseconds < Int64(restMove) * pause.nanoseconds
    }

    private func rest(on loop: EventLoop) {
        Self.change(watch, to: Readiness())
        // Where it is cancelled meanwhile it stays so.
        loop.after(Self.rest) { [watch] in Self.change(watch, to: .readable) }
    }

    private static func change(_ watch: Watch?, to interest: Readiness) {
        do throws(SystemError) { try watch?.change(to: interest) } catch {
            preconditionFailure("a watched descriptor can be watched for something else: \(error)")
        }
    }

    package var counts: LogCounts {
        LogCounts(
            lines: backlog.lineCount, bytes: log.offset, lostBytes: lost.bytes + (gap?.bytes ?? 0),
            lostLines: lost.lines + (gap?.lines ?? 0))
    }

    /// What an earlier attempt left without a newline ends here.
    package func beginAttempt() {
        backlog.add(.tail(at: WallClock.milliseconds))
    }

    /// Once a second: a disk that was full may have room again, lines may have become too old.
    package func retry() {
        if gap != nil { closeGap() } else { index() }
        if let trim = upkeep.tick(at: .now, size: log.offset) { backlog.add(.trim(trim, at: WallClock.milliseconds)) }
    }

    /// What the watch does, for who has none.
    package func readable() { _ = move() }

    /// A line of the control plane itself, between main's own.
    package func say(_ text: String) {
        do throws(SystemError) {
            try append(text, flags: [])
        } catch {
            // A full disk: exit.json says it too.
        }
    }

    /// All that is in the FIFO now, then the end of log and index. Nobody of the tree lives any more.
    package func finish() {
        var rest = Self.restLimit
        while rest > 0, let count = move(), count > 0 { rest -= count }
        if gap != nil { closeGap() }
        index()
        backlog.add(.tail(at: WallClock.milliseconds))
        backlog.finish()
        do throws(SystemError) { try log.file.synchronizeData() } catch {
            // The disk is sick: what it kept is what there is.
        }
    }

    private func napIfWorthIt() {
        if lastMove.count < Self.smallMove && Instant.now - lastMove.time < Self.soon { Thread.pause(Self.nap) }
    }

    /// How many bytes left the FIFO; nil when it is empty.
    private func move() -> Int? {
        do throws(SystemError) {
            if gap != nil { return try discard() }
            guard let count = try canSplice ? splice() : copy() else { return nil }
            if gap != nil { return count }
            lastMove = (count, .now)
            upkeep.wrote(count, at: lastMove.time)
            index()
            return count
        } catch {
            // EINVAL: this file system has no splice; anything else is a disk that takes no more.
            if canSplice && error.code == EINVAL { canSplice = false } else { lose(because: error) }
            return 1
        }
    }

    private func splice() throws(SystemError) -> Int? {
        if log.offset >= LogIndex.logLimit { throw SystemError(code: EFBIG, call: "splice") }
        return switch fifo {
        case .some(let fifo): try log.splice(from: fifo, count: Self.moveSize)
        case nil: nil
        }
    }

    private func copy() throws(SystemError) -> Int? {
        try read { buffer throws(SystemError) in
            do throws(SystemError) { try log.append(buffer) } catch {
                lose(because: error)
                gap?.add(buffer)
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
                switch fifo {
                case .some(let fifo):
                    guard let count = try fifo.read(into: buffer) else { return nil }
                    try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    return count
                case nil: return nil
                }
            }
        }
        return try result.get()
    }

    private func index() {
        backlog.add(.lines(end: log.offset, at: WallClock.milliseconds, []))
    }

    private func closeGap() {
        guard let gap, log.offset < LogIndex.logLimit else { return }
        do throws(SystemError) {
            if gap.reason.isOutOfSpace, try FileSystem.freeBytes(at: log.path) < Self.enoughSpace { return }
            try append(gap.notice, flags: .gap)
            lost = (lost.bytes + gap.bytes, lost.lines + gap.lines)
            self.gap = nil
        } catch {
            // Still no room; asked again in a second.
        }
    }

    /// Writes a line of ours at the end of the log, all of it or nothing.
    private func append(_ line: String, flags: LogIndex.Flags) throws(SystemError) {
        let offset = try log.append(line: line)
        backlog.add(.systemLine(offset: offset, flags))
        index()
    }
}
