/// Gets the log onto the disk every megabyte or five seconds, on a thread of its own: a power cut costs little.
internal import Linux
internal import Synchronization

final class LogSynchronizer: Sendable {
    private static let enough: UInt64 = 1 << 20
    private static let longest = Duration.seconds(5)
    /// Between two the disk gets so long for others, or so many times as long as the last took: a file system
    /// may hold up who writes while it commits, and a flood must not be slowed by its own safety.
    private static let rest = Duration.seconds(1)
    private static let restFactor = 4

    private struct State {
        var unsynced: UInt64 = 0
        /// When the first byte of those came.
        var since = Instant.now
        var isBusy = false
        var restsUntil = Instant.now + LogSynchronizer.rest
    }

    private let log: FileDescriptor
    private let pool: WorkerPool
    /// Held only to read or set; never while the disk works.
    private let state = Mutex(State())

    init(_ log: borrowing FileDescriptor, on pool: WorkerPool) throws(SystemError) {
        self.log = try log.duplicate()
        self.pool = pool
    }

    /// Bytes have come to the log; 0: looks whether it is time.
    func wrote(_ count: Int, at now: Instant) {
        let isDue = state.withLock { state in
            if state.unsynced == 0 { state.since = now }
            state.unsynced += UInt64(count)
            let isWanted =
                state.unsynced >= Self.enough || state.unsynced > 0 && now - state.since >= Self.longest
            guard isWanted, !state.isBusy, now >= state.restsUntil else { return false }
            state.isBusy = true
            state.unsynced = 0
            return true
        }
        if isDue && !pool.submit({ [self] in synchronize() }) { finished(after: .zero) }
    }

    private func synchronize() {
        let begin = Instant.now
        do throws(SystemError) { try log.synchronizeData() } catch {
            // The disk is sick: the next one tries again, and reads show what is lost.
        }
        finished(after: .now - begin)
    }

    private func finished(after cost: Duration) {
        state.withLock { state in
            state.isBusy = false
            state.restsUntil = .now + min(Self.longest, max(Self.rest, cost * Self.restFactor))
        }
    }
}
