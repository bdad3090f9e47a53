/// Monotonic instants for deadlines, and wall-clock milliseconds for records.
internal import CLinux
internal import Glibc

/// Nanoseconds on CLOCK_MONOTONIC: never jumps, means nothing on another machine or after a reboot.
package struct Instant: Comparable, Hashable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static var now: Instant { Instant(nanoseconds: read(CLOCK_MONOTONIC)) }

    package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds + duration.nanoseconds)
    }

    package static func - (a: Instant, b: Instant) -> Duration {
        .nanoseconds(a.nanoseconds - b.nanoseconds)
    }
}

package enum WallClock {
    /// Milliseconds since 1970 (CLOCK_REALTIME); may jump when the clock is set.
    package static var milliseconds: Int64 { read(CLOCK_REALTIME) / 1_000_000 }
}

package enum ProcessorTime {
    /// What the calling thread has used so far (CLOCK_THREAD_CPUTIME_ID).
    package static var ofThread: Duration { .nanoseconds(read(CLOCK_THREAD_CPUTIME_ID)) }
}

extension Duration {
    /// Whole nanoseconds, cut off at about 292 years.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min / 2 : .max / 2 }
        return product + attoseconds / 1_000_000_000
    }

    /// Whole milliseconds, rounded up, so that a wait of this length never ends early.
    package var millisecondsRoundedUp: Int64 { (nanoseconds + 999_999) / 1_000_000 }
}

private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
