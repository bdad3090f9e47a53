/// What the queue as a whole says about each job in it: made by the control thread, read by all.
internal import JobDirectory
internal import Project

struct QueueOutlook: Sendable {
    var isPaused = false
    /// What holds back the next job of a flavor; a flavor that is not here waits for nothing but its turn.
    var obstacles: [String: Obstacle] = [:]
    /// Jobs that could not be started just now, with the reason.
    var troubles: [JobID: Obstacle] = [:]
    /// How many may run at once.
    var slots = 1
    var flavors: [Flavor] = []
    /// What each job holds that runs.
    var leases: [JobID: SlotTable.Lease] = [:]
    /// Ends to be expected of the jobs that run, in milliseconds since 1970, ascending.
    var expectedEnds: [Int64] = []
    /// Milliseconds that a job of a template takes, by those that completed.
    var durations: [String: Int64] = [:]

    func obstacle(for place: QueuePlace, position: Int) -> Obstacle {
        if let trouble = troubles[place.job] { return trouble }
        if isPaused { return Obstacle(.paused, "the queue is paused") }
        if let obstacle = obstacles[place.flavor] { return obstacle }
        return Obstacle(.slot, position == 1 ? "its start" : "its turn")
    }

    /// When a slot is likely to be free for the job at `position`; nil where nothing like it ever ran.
    /// - Parameter waiting: how many of each template wait.
    func start(ofPosition position: Int, among waiting: [String: Int], now: Int64) -> Int64? {
        guard !isPaused else { return nil }
        let known = waiting.filter { durations[$0.key] != nil }
        let count = known.values.reduce(0, +)
        guard count > 0 else { return nil }
        let total = known.reduce(0.0) { $0 + Double(durations[$1.key] ?? 0) * Double($1.value) }
        let mean = total / Double(count)
        // Free slots first, then those that become free, in the order of their ends.
        let free = max(0, slots - expectedEnds.count)
        let ahead = position - 1
        if ahead < free { return now }
        let turn = ahead - free
        if turn < expectedEnds.count { return max(now, expectedEnds[turn]) }
        let rounds = Double(ahead - max(slots, 1)) / Double(max(slots, 1)) + 1
        let first = expectedEnds.first ?? now
        return max(now, first) + Int64(rounds * mean)
    }
}
