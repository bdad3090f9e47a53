/// Every job folder to a state: read before the port opens; what must be waited for is resolved after.
package import JobDirectory
package import Linux

package struct Recovery: Sendable {
    /// Jobs that may still run, with their latest attempt and what they hold.
    package private(set) var attempts: [(job: JobID, attempt: Int, lease: SlotTable.Lease)] = []
    /// queue.json.
    private(set) var queue = QueueRecord()
    /// Oldest first.
    package private(set) var queued: [JobID] = []
    /// Jobs that wait for their next attempt, which may begin at that moment (milliseconds since 1970).
    package private(set) var waiting: [(job: JobID, start: Int64)] = []
    /// Ended, and not yet put away.
    package private(set) var ended: [JobID] = []
    /// Put away, and not in the history as they are.
    package private(set) var unrecorded: [JobID] = []
    /// Have ended, are not in the history, and were too many to be read before the port opens.
    package private(set) var later: [JobID] = []
    /// What was read from folders.
    private(set) var found: [Job] = []
    /// Of the last day, oldest first.
    package private(set) var keys: [(idempotency: Idempotency, job: JobID)] = []
    /// What could not be read, in words.
    package private(set) var warnings: [String] = []

    /// Folders that are read before the port opens where the history lacks them, the newest first.
    private static let patience = 500

    private let store: JobStore
    /// The server is up: nothing becomes active any more.
    private var isLate = false

    /// Puts every job that is found into `table`: those that have ended by what history.jsonl has of them, after
    /// a look at the names of their folders; a job that it lacks is read from its folder and added.
    /// - Throws: where the folders themselves can't be read.
    package init(from store: JobStore, into table: JobTable) throws(SystemError) {
        self.store = store
        try AcceptLog.redo(store.results, store)
        readQueue()
        let activeIDs = try store.results.activeJobIDs()
        var summaries: [JobSummary] = []
        var vocabulary = Vocabulary()
        var missing: [JobID] = []
        let folders = try Self.folders(store.results, without: Set(activeIDs))
        if let history = table.history {
            let index = try HistoryIndex(of: history)
            if index.tornBytes > 0 {
                warnings.append("history.jsonl: \(index.tornBytes) torn bytes; those jobs are read anew")
            }
            (summaries, missing) = index.compared(with: folders)
            keys = index.keys
            vocabulary = index.vocabulary
        } else {
            missing = folders
        }
        table.load(summaries, vocabulary)
        let now = missing.suffix(Self.patience)
        later = Array(missing.dropLast(now.count))
        for id in now { load(id, isActive: false) }
        for id in activeIDs { load(id, isActive: true) }
        for job in found { table.put(job) }
        keys.sort { $0.job < $1.job }
        if let last = summaries.max(by: { ($0.place?.offset ?? 0) < ($1.place?.offset ?? 0) }) {
            check(last, table)
        }
        // Those whose link was made anew came first.
        queued.sort()
    }

    /// Some of `later`, off the control loop: the server is up, and the lists fill as they come.
    init(of ids: ArraySlice<JobID>, from store: JobStore) {
        self.store = store
        isLate = true
        for id in ids { load(id, isActive: false) }
    }

    private mutating func readQueue() {
        do {
            guard let bytes = try FileSystem.contents(store.results.queue) else { return }
            queue = try QueueRecord(parsing: bytes)
        } catch {
            warnings.append("queue.json can't be read, jobs run in the order of their priority and age: \(error)")
        }
    }

    /// Ascending.
    private static func folders(
        _ results: ResultsFolder, without active: Set<JobID>
    ) throws(SystemError) -> [JobID] {
        var ids: [JobID] = []
        for month in try FileSystem.list(results.jobs) where month != "active" {
            for name in try FileSystem.list(results.jobs + "/" + month) {
                if let id = JobID(name), !active.contains(id) { ids.append(id) }
            }
        }
        return ids.sorted()
    }

    private mutating func load(_ id: JobID, isActive: Bool) {
        let directory = store.results.job(id)
        do throws(SystemError) {
            guard let job = try isActive ? active(directory) : finished(directory) else { return }
            found.append(job)
            if !isActive, job.state.isFinal { unrecorded.append(id) }
            if let idempotency = job.record.idempotency { keys.append((idempotency, id)) }
        } catch {
            leave(directory.path, "\(error)")
        }
    }

    /// A change of labels goes to the history first, then to meta.json: of the last one only the first half may
    /// have happened.
    private mutating func check(_ last: JobSummary, _ table: JobTable) {
        guard var job = table[last.id] else { return }
        let meta =
            store.read(store.results.job(last.id).meta, MetaRecord.init(parsing:))
            ?? MetaRecord(name: job.record.name, labels: job.record.labels)
        guard meta != job.meta else { return }
        job.meta = meta
        table.put(job)
        unrecorded.append(job.id)
    }

    private mutating func finished(_ directory: JobDirectory) throws(SystemError) -> Job? {
        guard let number = try directory.latestAttempt() else {
            // Made, but the link that accepts it was not: whoever asked got an error, or no answer.
            try store.discard(directory.id)
            return nil
        }
        guard var job = job(in: directory, before: number) else { return nil }
        guard let result = result(in: directory, number, after: job.attempts.last?.result) else {
            if isLate {
                leave(directory.path, "its end is not told")
                return nil
            }
            // Its link goes only after its end: a crash of the machine or a person took it.
            try store.accept(directory.id)
            return try active(directory)
        }
        end(&job, result, wasLaunched: FileSystem.exists(directory.attempt(number).launch))
        return job
    }

    private mutating func active(_ directory: JobDirectory) throws(SystemError) -> Job? {
        let latest = try directory.latestAttempt()
        if try FileSystem.status(directory.job) == nil, latest == nil {
            // A link to nothing, such as a folder that somebody removed.
            try store.discard(directory.id)
            return nil
        }
        guard var job = job(in: directory, before: latest ?? 1) else { return nil }
        guard let number = latest else {
            queued.append(job.id)
            return job
        }
        let attempt = directory.attempt(number)
        let wasLaunched = try FileSystem.status(attempt.launch) != nil
        if let result = result(in: directory, number, after: job.attempts.last?.result) {
            conclude(&job, number, result, wasLaunched: wasLaunched)
        } else if !wasLaunched {
            // The intent was not on the disk yet, so nothing was started.
            try FileSystem.removeTree(attempt.path)
            queued.append(job.id)
        } else {
            resume(&job, number, attempt)
        }
        return job
    }

    /// An attempt has ended: the job with it, unless another follows.
    private mutating func conclude(_ job: inout Job, _ number: Int, _ result: JobResult, wasLaunched: Bool) {
        guard wasLaunched, let start = store.nextStart(of: job.record, after: number, result) else {
            ended.append(job.id)
            return end(&job, result, wasLaunched: wasLaunched)
        }
        apply([.launch, .retry(result, at: start)], to: &job)
        waiting.append((job.id, start))
    }

    /// Only a job that was taken out of the queue ends without ever having been launched.
    private func end(_ job: inout Job, _ result: JobResult, wasLaunched: Bool) {
        apply((wasLaunched ? [.launch] : []) + [.ended(result)], to: &job)
    }

    /// The last known state, until the engine knows better. A launch record that can't be read was whole when
    /// the supervisor was started by it: the job may run all the same.
    private mutating func resume(_ job: inout Job, _ number: Int, _ attempt: AttemptDirectory) {
        let launch = store.read(attempt.launch, LaunchRecord.init(parsing:))
        let lease = SlotTable.Lease(
            flavor: launch?.lease.flavor ?? job.record.flavor, gpus: launch?.lease.gpus ?? [])
        attempts.append((job.id, number, lease))
        apply([.launch], to: &job)
        if let processes = store.read(attempt.processes, ProcessRecord.init(parsing:)) {
            apply([.started], to: &job, at: processes.time)
        }
        if let stop = store.read(attempt.stop, StopRecord.init(parsing:)) {
            apply([.stopRequested], to: &job)
            job.note(stop: stop)
        }
        if FileSystem.exists(attempt.main) { apply([.mainEnded], to: &job) }
    }

    /// With those of its attempts that come before `number`: they have ended.
    private mutating func job(in directory: JobDirectory, before number: Int) -> Job? {
        do {
            guard let bytes = try FileSystem.contents(directory.job) else {
                leave(directory.path, "there is no job.json")
                return nil
            }
            var attempts: [Attempt] = []
            for earlier in stride(from: 1, to: number, by: 1) {
                guard let result = result(in: directory, earlier, after: nil) else { continue }
                attempts.append(Attempt(number: earlier, result: result))
            }
            let meta = store.read(directory.meta, MetaRecord.init(parsing:))
            return Job(try JobRecord(parsing: bytes), meta: meta, attempts: attempts)
        } catch {
            leave(directory.job, "\(error)")
            return nil
        }
    }

    private mutating func leave(_ path: String, _ reason: String) {
        warnings.append("\(path) can't be read and is left alone: \(reason)")
    }

    /// nil where exit.json is missing or torn. `last`: how the attempt before ended.
    private func result(in directory: JobDirectory, _ number: Int, after last: JobResult?) -> JobResult? {
        let attempt = directory.attempt(number)
        guard let record = store.read(attempt.exit, ExitRecord.init(parsing:)) else { return nil }
        // Only a job that was taken out of the queue ends without ever having been launched.
        if !FileSystem.exists(attempt.launch) { return JobResult(stoppedInQueue: record, after: last) }
        return store.result(record, of: directory.id, attempt: number)
    }

    private func apply(_ events: [JobState.Event], to job: inout Job, at time: Int64 = WallClock.milliseconds)
    {
        for event in events {
            // The files of one attempt can only tell a possible story; an event that does not fit is older
            // news.
            try? job.apply(event, at: time)
        }
    }
}
