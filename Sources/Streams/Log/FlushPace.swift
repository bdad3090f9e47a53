/// When readers hear of new lines next: soon, but not all the time, and seldom while the job floods its log.
internal import Linux

struct FlushPace {
    /// While lines flow, loops are woken at most this often (swift.md section 3), and less often where much
    /// is sent to many: as long as they send they do nothing else.
    static let shortest = Duration.milliseconds(5)
    static let longest = Duration.milliseconds(40)
    /// About how much the loops send in a millisecond, to all readers together.
    private static let sentPerMillisecond = 600_000
    /// Nobody reads a log that grows faster as it grows, and a processor that sends it is one that the job
    /// waits for: readers get a part of it at once, and the rest from the disk.
    private static let floodPerMillisecond: UInt64 = 50_000

    /// When lines were published last.
    private var last = Instant(nanoseconds: 0)
    /// Bytes to send to all readers together since then.
    private var bytes = 0
    private var looked: (at: Instant, size: UInt64)?
    private(set) var isFlood = false

    var next: Instant {
        let forOthers = Self.shortest + .milliseconds(bytes / Self.sentPerMillisecond)
        return last + (isFlood ? Self.longest : min(forOthers, Self.longest))
    }

    /// The log was so long at that time.
    mutating func saw(_ size: UInt64, at now: Instant) {
        guard let before = looked else { return looked = (now, size) }
        // Two looks in a row tell nothing of how fast it grows.
        guard now - before.at >= .milliseconds(1) else { return }
        let growth = size > before.size ? size - before.size : 0
        isFlood = growth > UInt64((now - before.at).nanoseconds / 1_000_000) * Self.floodPerMillisecond
        looked = (now, size)
    }

    /// Lines are published: a look that found none is no flush, a line's index is written a moment after its
    /// text.
    mutating func flushed(at now: Instant) {
        if last < now { (last, bytes) = (now, 0) }
    }

    mutating func willSend(_ count: Int) { bytes += count }

    /// The log is final: nobody waits any more.
    mutating func end() { isFlood = false }
}
