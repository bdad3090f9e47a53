/// One reader of one log on its connection's loop: catches up in batches, then takes what is published.

/// Holds no lines, only where it stands: a reader that does not read costs a number, and gets the rest from
/// the disk.
final class Subscription {
    enum Phase: Equatable {
        /// Waits to hear where the log stands.
        case opening
        /// Waits for a batch that it asked for.
        case reading
        /// Has all that was published, and gets what comes.
        case live
        /// Its connection is full; it is behind, and asks again when there is room.
        case blocked
        case over
    }

    let id: ReaderID
    let job: String
    let start: StartPosition
    let rendering: Rendering
    private let outlet: any LogOutlet
    private let ask: (FollowerRequest) -> Void
    private(set) var phase = Phase.opening
    /// The line that it gets next.
    private(set) var next: Int64 = 1
    private var wasLive = false
    /// Far behind, so many lines before the end are enough for it; nil where it wants every line.
    private let mayLag: Int64?

    private var encoder: CarrierEncoder { CarrierEncoder(job: job, rendering: rendering) }

    /// - Parameters:
    ///   - wasLive: it may show an open line already, from an earlier connection.
    ///   - mayLag: far behind, so many lines before the end are enough; also where it asks for the end by
    /// `start`.
    init(
        id: ReaderID, job: String, start: StartPosition, rendering: Rendering, outlet: any LogOutlet,
        wasLive: Bool = false, mayLag: Int64? = nil, ask: @escaping (FollowerRequest) -> Void
    ) {
        self.id = id
        self.job = job
        self.start = start
        self.rendering = rendering
        self.outlet = outlet
        self.wasLive = wasLive
        self.mayLag = mayLag ?? start.tailLength
        self.ask = ask
    }

    func begin() {
        ask(.open(id, job: job, start))
    }

    func opened(_ head: LogHead, from: Int64) {
        guard phase == .opening else { return }
        next = from
        outlet.opened(head, from: from)
        if start.isLost(before: head.first) { outlet.trimmed(head, next: from) }
        read()
    }

    func refused(_ refusal: StartPosition.Refusal) {
        guard phase == .opening else { return }
        phase = .over
        outlet.refused(refusal)
    }

    /// It has fallen far behind, and asked for the end of the log: these lines it is not sent.
    func skipped(_ range: Range<Int64>) {
        guard phase == .reading, range.lowerBound == next else { return }
        next = range.upperBound
        outlet.announce(encoder.lag(range, why: "slow"))
    }

    /// - Parameter rest: what follows the lines, by `standing`: the open line, or the end.
    func received(
        _ range: Range<Int64>, _ bytes: [UInt8], _ rest: [UInt8], _ standing: ReaderEvent.Standing
    ) {
        // Not the answer to the latest question: gone, or begun again, meanwhile.
        guard phase == .reading, range.lowerBound == next else {
            if standing == .live { ask(.leave(id, job: job)) }
            return
        }
        next = range.upperBound
        if !range.isEmpty { outlet.write(bytes, next: next) }
        switch standing {
        case .ended: end(rest)
        case .live:
            phase = .live
            wasLive = true
            outlet.announce(rest)
            blockIfFull()
        case .behind: if outlet.isFull { phase = .blocked } else { read() }
        }
    }

    func published(_ range: Range<Int64>, _ bytes: [UInt8]) {
        // One that is behind asks for these lines when it gets so far.
        guard phase == .live, range.lowerBound >= next else { return }
        // Lines that could not be read when it asked for them.
        if range.lowerBound > next {
            leaveIfLive()
            return read()
        }
        next = range.upperBound
        outlet.write(bytes, next: next)
        blockIfFull()
    }

    func announced(_ bytes: [UInt8]) {
        guard phase == .live else { return }
        outlet.announce(bytes)
        blockIfFull()
    }

    /// The follower counts nobody as live after a reset.
    func reset(_ head: LogHead) {
        guard phase != .over, phase != .opening else { return }
        next = head.first
        outlet.reset(head)
        if outlet.isFull { phase = .blocked } else { read() }
    }

    /// The oldest lines are gone. Who was not past them goes on at the first that there is.
    func trimmed(_ head: LogHead) {
        guard phase != .over, phase != .opening else { return }
        let isBehind = next < head.first
        next = max(next, head.first)
        outlet.trimmed(head, next: next)
        // The answer under way begins at a line that is gone.
        if isBehind && phase == .reading { read() }
    }

    func ended(_ bytes: [UInt8]) {
        guard phase == .live else { return }
        end(bytes)
    }

    func drained() {
        if phase == .blocked { read() }
    }

    /// It wants nothing more.
    func leave() {
        leaveIfLive()
        phase = .over
    }

    /// The reader is gone.
    func closed() {
        leave()
        ask(.close(id, job: job))
    }

    private func end(_ bytes: [UInt8]) {
        phase = .over
        outlet.end(bytes, next: next)
    }

    private func read() {
        phase = .reading
        ask(.read(id, job: job, from: next, rendering, wasLive: wasLive, mayLag: mayLag))
    }

    private func blockIfFull() {
        guard outlet.isFull else { return }
        leaveIfLive()
        phase = .blocked
    }

    private func leaveIfLive() {
        if phase == .live { ask(.leave(id, job: job)) }
    }
}
