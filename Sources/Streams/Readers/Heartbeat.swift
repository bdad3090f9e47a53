/// When a stream must say something lest it looks dead: counted in beats of half a heartbeat interval.

/// A quiet stream is heard of within one interval, a busy one gets a `ping` within two.
struct Heartbeat {
    private var sinceWrite = 0
    private var sincePing = 0

    mutating func wrote() { sinceWrite = 0 }

    /// Whether a ping is due.
    mutating func beat(isFull: Bool) -> Bool {
        sinceWrite += 1
        sincePing += 1
        guard sinceWrite >= 2 || sincePing >= 4, !isFull else { return false }
        sinceWrite = 0
        sincePing = 0
        return true
    }
}
