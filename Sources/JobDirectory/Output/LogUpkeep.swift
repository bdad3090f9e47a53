/// When a growing log is written through to the disk, and when its oldest lines are looked at.
internal import Linux

struct LogUpkeep {
    /// Between two looks at how old lines are.
    private static let ageInterval = Duration.seconds(60)
    /// So much of what is to be kept must have come since the last look at the size: a sixteenth.
    private static let share: UInt64 = 16

    private let synchronizer: LogSynchronizer?
    private let retention: LogRetention
    private var lookedAt: (time: Instant, size: UInt64)?

    /// - Parameter pool: for what the disk holds up; nil: nothing is written through.
    init(
        _ log: borrowing FileDescriptor, _ retention: LogRetention, synchronizing pool: WorkerPool?
    ) throws(SystemError) {
        self.retention = retention
        if let pool { synchronizer = try LogSynchronizer(log, on: pool) } else { synchronizer = nil }
    }

    func wrote(_ count: Int, at now: Instant) {
        synchronizer?.wrote(count, at: now)
    }

    /// Once a second, whether lines come or not.
    /// - Returns: what to trim the log by, if it is time for that.
    mutating func tick(at now: Instant, size: UInt64) -> LogRetention? {
        synchronizer?.wrote(0, at: now)
        guard !retention.keepsEverything else { return nil }
        if let last = lookedAt {
            let isOld = retention.age != nil && now - last.time >= Self.ageInterval
            let hasGrown = retention.size.map { size - last.size > $0 / Self.share } ?? false
            guard isOld || hasGrown else { return nil }
        }
        lookedAt = (now, size)
        return retention
    }
}
