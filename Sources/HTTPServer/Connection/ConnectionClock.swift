/// When a connection has taken too long over what it is doing; instants are given, none is read here.
internal import HTTP
internal import Linux

struct ConnectionClock {
    private enum Limit {
        /// What the phase says.
        case phase
        /// A WebSocket peer who has been sent a close frame.
        case closing
    }

    private var began = Instant(nanoseconds: 0)
    private var limit = Limit.phase
    /// When the peer last took a byte of what is owed; nil when nothing is.
    private var stalledSince: Instant?

    /// Costs two stores: what is allowed is looked up when somebody asks.
    mutating func enter(_ phase: ConnectionState.Phase, at now: Instant) {
        began = now
        limit = .phase
    }

    /// A WebSocket's next interval.
    mutating func restart(at now: Instant) {
        began = now
    }

    /// Counted from the first call.
    mutating func limitClosing(at now: Instant) {
        guard limit != .closing else { return }
        began = now
        limit = .closing
    }

    mutating func wrote(_ bytes: Int64, isBlocked: Bool, at now: Instant) {
        if !isBlocked {
            stalledSince = nil
        } else if bytes > 0 || stalledSince == nil {
            stalledSince = now
        }
    }

    /// The peer has not taken what is owed.
    var isBlocked: Bool { stalledSince != nil }

    func isStalled(at now: Instant, _ limits: ServerConfiguration) -> Bool {
        stalledSince.map { now - $0 >= limits.writeStallTimeout } ?? false
    }

    func isDue(at now: Instant, in phase: ConnectionState.Phase, _ limits: ServerConfiguration) -> Bool {
        if isStalled(at: now, limits) { return true }
        guard let allowed = allowed(in: phase, limits) else { return false }
        return now - began >= allowed
    }

    /// How long the phase may last; nil when there is no limit.
    private func allowed(in phase: ConnectionState.Phase, _ limits: ServerConfiguration) -> Duration? {
        if limit == .closing { return limits.closeTimeout }
        return switch phase {
        case .idle: limits.idleTimeout
        case .readingHead: limits.headTimeout
        case .readingBody: limits.bodyTimeout
        case .lingering: limits.lingerTimeout
        case .upgraded: limits.pingInterval
        case .answering, .streaming, .finishing, .closed: nil
        }
    }
}
