/// When a connection has taken too long over what it is doing; instants are given, none is read here.
internal import HTTP
internal import Linux

struct ConnectionClock {
    /// When the phase is over; nil when it may last.
    private var phaseEnd: Instant?
    /// When the peer must have taken a byte; nil when nothing is owed.
    private var stallEnd: Instant?
    private var isClosing = false

    mutating func enter(_ phase: ConnectionState.Phase, at now: Instant, _ limits: ServerConfiguration) {
        phaseEnd =
            switch phase {
            case .idle: now + limits.idleTimeout
            case .readingHead: now + limits.headTimeout
            case .readingBody: now + limits.bodyTimeout
            case .lingering: now + limits.lingerTimeout
            case .upgraded: now + limits.pingInterval
            case .answering, .streaming, .finishing, .closed: nil
            }
    }

    /// A stream whose reader has ended his side: he may be waiting for its end, or may have left.
    mutating func limitHalfClosed(at now: Instant, _ limits: ServerConfiguration) {
        phaseEnd = now + limits.halfClosedTimeout
    }

    /// A WebSocket's next interval.
    mutating func restart(at now: Instant, _ limits: ServerConfiguration) {
        phaseEnd = now + limits.pingInterval
    }

    /// The peer has been sent a close frame; counted from the first call.
    mutating func limitClosing(at now: Instant, _ limits: ServerConfiguration) {
        guard !isClosing else { return }
        isClosing = true
        phaseEnd = now + limits.closeTimeout
    }

    mutating func wrote(_ bytes: Int64, isBlocked: Bool, at now: Instant, _ limits: ServerConfiguration) {
        if !isBlocked {
            stallEnd = nil
        } else if bytes > 0 || stallEnd == nil {
            stallEnd = now + limits.writeStallTimeout
        }
    }

    func isStalled(at now: Instant) -> Bool {
        stallEnd.map { $0 <= now } ?? false
    }

    func isDue(at now: Instant) -> Bool {
        isStalled(at: now) || phaseEnd.map { $0 <= now } ?? false
    }
}
