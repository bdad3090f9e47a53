/// Who runs next: the queue, the slots, what holds a job back. Confined to the control loop.
internal import JobDirectory
internal import Linux
internal import Project

final class Scheduler {
    private let loop: EventLoop
    private let table: JobTable
    private let results: ResultsFolder
    private var slots: SlotTable
    private var durations = DurationBook()
    private(set) var isPaused = false
    /// Jobs that wait for the moment of their next attempt.
    private var waiting: [JobID: Deadline] = [:]
    private var isStartDue = false
    private var troubles: [JobID: Obstacle] = [:]
    let gate: GPUGate
    /// Starts a job with what it leases; nil where it runs, else why it does not.
    var begin: (Job, SlotTable.Lease) -> String? = { _, _ in nil }
    /// The moment of a job's next attempt has come.
    var retryDue: (JobID) -> Void = { _ in }

    init(loop: EventLoop, table: JobTable, results: ResultsFolder, slots: SlotTable, gate: GPUGate) {
        self.loop = loop
        self.table = table
        self.results = results
        self.slots = slots
        self.gate = gate
        gate.changed = { [unowned self] in startSoon() }
    }

    func flaw(of flavor: String) -> String? { slots.flaw(of: flavor) }

    /// What an earlier server left, as it was: nothing starts. What queue.json does not tell follows from the jobs.
    func restore(_ recovery: Recovery) {
        isPaused = recovery.queue.isPaused
        durations = DurationBook(table.all().summaries, table.all().vocabulary)
        for attempt in recovery.attempts { slots.restore(attempt.lease, for: attempt.job) }
        for id in recovery.queued {
            guard let job = table[id] else { continue }
            table.withQueue { $0.put(QueuePlace(job, rank: recovery.queue.ranks[id])) }
        }
        publish()
    }

    /// From now on jobs start.
    func resume(_ recovery: Recovery) {
        for (job, start) in recovery.waiting { wait(job, until: start) }
        startSoon()
    }

    /// Other limits; what runs goes on.
    func adopt(limit: Int, flavors: [Flavor]) {
        slots = slots.changed(limit: limit, flavors: flavors)
        startSoon()
    }

    /// In its place; a job that is queued already takes the place of its new priority.
    func add(_ job: Job, rank: Int64? = nil) {
        table.withQueue { $0.put(QueuePlace(job, rank: rank)) }
        startSoon()
    }

    /// Out of the queue, and of the wait for an attempt.
    func remove(_ id: JobID) {
        table.withQueue { $0.remove(id) }
        waiting.removeValue(forKey: id)?.cancel()
        troubles[id] = nil
        startSoon()
    }

    /// What it held is free: its tree is gone.
    func release(_ id: JobID) {
        gate.released(slots.leases[id]?.gpus ?? [])
        slots.release(id)
        startSoon()
    }

    /// The job has ended; others of its template may take as long.
    func note(end job: Job) {
        durations.note(job)
    }

    /// Until the moment of the next attempt, but never longer than the pause is: the clock may have been set.
    func wait(_ id: JobID, until start: Int64) {
        guard let job = table[id] else { return }
        let pause = job.record.retries.pause(after: job.attempt) ?? 0
        let left = min(max(0, start - WallClock.milliseconds), pause)
        waiting[id] = loop.after(.milliseconds(left)) { [unowned self] in
            waiting[id] = nil
            retryDue(id)
            // In its place among the others, by age.
            if let job = table[id] { add(job) }
        }
    }

    /// - Throws: nothing has changed then.
    func setPaused(_ isPaused: Bool) throws(SystemError) {
        guard isPaused != self.isPaused else { return }
        try save(isPaused: isPaused)
        self.isPaused = isPaused
        publish()
        startSoon()
    }

    /// - Returns: the place that the job has now, with the priority of those around it; nil where it is not
    ///   queued.
    func move(_ id: JobID, toPosition position: Int) -> QueuePlace? {
        let place = table.withQueue { queue in
            queue.move(id, toPosition: position)
            return queue[id]
        }
        startSoon()
        return place
    }

    func position(of id: JobID) -> Int? {
        table.withQueue { $0.position(of: id) }
    }

    /// Brings queue.json to what is.
    func save() throws(SystemError) {
        try save(isPaused: isPaused)
    }

    private func save(isPaused: Bool) throws(SystemError) {
        let moved = table.withQueue { $0.moved }
        let ranks = Dictionary(uniqueKeysWithValues: moved.map { ($0.job, $0.rank) })
        let record = QueueRecord(isPaused: isPaused, ranks: ranks)
        try AtomicFile.replace(results.queue, with: record.encoded(), durability: .fileAndName)
    }

    /// After the turn, so that a burst of submissions is answered first.
    func startSoon() {
        if isStartDue { return }
        isStartDue = true
        loop.atEndOfTurn { [unowned self] in
            isStartDue = false
            gate.update(&slots)
            if !isPaused { startWhatFits() }
            publish()
        }
    }

    /// In order; a job that waits for a GPU does not hold up those behind it that need none.
    private func startWhatFits() {
        let (order, flavors) = table.withQueue { ($0.order, $0.flavors) }
        // Flavors of which none can start now: with all of them here there is no need to look further.
        var blocked: Set<String> = []
        order.ascend { place in
            if slots.isFull || blocked.count == flavors.count { return false }
            if blocked.contains(place.flavor) { return true }
            guard gate.isOpen(to: place.flavor, slots), let lease = slots.lease(place.flavor, for: place.job)
            else {
                gate.wait(for: place.flavor, slots)
                blocked.insert(place.flavor)
                return true
            }
            guard let job = table[place.job] else {
                slots.release(place.job)
                return true
            }
            return start(job, lease)
        }
    }

    /// False where nothing runs, and that could not be written either: the job waits, in its place, until it
    /// can be.
    private func start(_ job: Job, _ lease: SlotTable.Lease) -> Bool {
        guard let reason = begin(job, lease) else {
            table.withQueue { $0.remove(job.id) }
            troubles[job.id] = nil
            return true
        }
        slots.release(job.id)
        troubles[job.id] = Obstacle(.trouble, reason)
        loop.after(.seconds(1)) { [unowned self] in startSoon() }
        return false
    }

    private func publish() {
        var outlook = QueueOutlook()
        outlook.isPaused = isPaused
        outlook.slots = slots.limit
        outlook.flavors = slots.order
        outlook.durations = durations.durations
        outlook.troubles = troubles
        outlook.leases = slots.leases
        for flavor in table.withQueue({ Array($0.flavors.keys) }) {
            outlook.obstacles[flavor] = gate.obstacle(to: flavor, slots) ?? slots.obstacle(to: flavor)
        }
        outlook.freeGPUs = slots.freeGPUs.count
        outlook.running = slots.leases.compactMap { id, lease in
            table[id].map { ($0.record.template, lease.flavor, $0.startedAt ?? WallClock.milliseconds) }
        }
        table.publish(outlook)
    }
}
