/// How many connections there are, and how many of them and of streams each client has, over all loops: one
/// client must not take the place of all, nor a loop that of another.
internal import Synchronization

final class ClientLimits: Sendable {
    /// Tells this run of the server apart, in the names of its requests.
    let run = UInt32.random(in: 1...(.max))
    private let maxInAll: Int
    private let inAll = Atomic(0)
    private let maxConnections: Int
    private let maxStreams: Int
    private let sparesLoopback: Bool

    private struct Count {
        var connections = 0
        var streams = 0
    }

    /// Held only to count. Only addresses that have a connection are in it.
    private let counts = Mutex<[String: Count]>([:])

    init(_ configuration: ServerConfiguration) {
        maxInAll = configuration.maxConnections
        maxConnections = configuration.maxConnectionsPerClient
        maxStreams = configuration.maxStreamsPerClient
        sparesLoopback = configuration.sparesLoopback
    }

    /// Takes a place before a connection is accepted, so that there are never more; false without one.
    func takePlace() -> Bool {
        guard inAll.add(1, ordering: .relaxed).newValue <= maxInAll else {
            inAll.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// A connection is over, or none came for the place.
    func givePlace() {
        inAll.subtract(1, ordering: .relaxed)
    }

    /// Whether the address is one that is counted.
    func counts(loopback: Bool) -> Bool { !(loopback && sparesLoopback) }

    /// False when the client has as many as it may; the new one is counted all the same, until it leaves.
    func enter(_ address: String) -> Bool {
        counts.withLock { counts in
            counts[address, default: Count()].connections += 1
            return counts[address, default: Count()].connections <= maxConnections
        }
    }

    func leave(_ address: String) {
        counts.withLock { counts in
            counts[address]?.connections -= 1
            if counts[address]?.connections == 0 { counts[address] = nil }
        }
    }

    /// False when the client has as many as it may; then it is not counted.
    func beginStream(_ address: String) -> Bool {
        counts.withLock { counts in
            guard counts[address, default: Count()].streams < maxStreams else { return false }
            counts[address, default: Count()].streams += 1
            return true
        }
    }

    func endStream(_ address: String) {
        counts.withLock { $0[address]?.streams -= 1 }
    }
}
