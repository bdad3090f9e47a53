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
    /// Jobs that hold a slot, with the moment of their start in milliseconds since 1970.
    var running: [(template: String, flavor: String, startedAt: Int64)] = []
    /// That could be leased now.
    var freeGPUs = 0
    /// Milliseconds that a job of a template takes, by those that completed.
    var durations: [String: Int64] = [:]

    func obstacle(for place: QueuePlace, position: Int) -> Obstacle {
        if let trouble = troubles[place.job] { return trouble }
        if isPaused { return Obstacle(.paused, "the queue is paused") }
        if let obstacle = obstacles[place.flavor] { return obstacle }
        return Obstacle(.slot, position == 1 ? "its start" : "its turn")
    }
}
