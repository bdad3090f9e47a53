/// Every job folder to a state: read before the port opens; what must be waited for is resolved after.
package import JobDirectory
package import Linux

package struct Recovery: Sendable {
    /// Jobs that may still run, with their latest attempt and what they hold.
    package private(set) var attempts: [(job: JobID, attempt: Int, lease: SlotTable.Lease)] = []
    /// Oldest first.
    package private(set) var queued: [JobID] = []
    /// Jobs that wait for their next attempt, which may begin at that moment (milliseconds since 1970).
    package private(set) var waiting: [(job: JobID, start: Int64)] = []
    /// Ended, and not yet moved away.
    package private(set) var ended: [JobID] = []
    /// What could not be read, in words.
    package private(set) var warnings: [String] = []

    private let store: JobStore

    /// Puts every job that is found into `table`.
    /// - Throws: where the folders themselves can't be read.
    package init(from store: JobStore, into table: JobTable) throws(SystemError) {
        self.store = store
        let activeIDs = Set(try store.results.activeJobIDs())
        for month in try FileSystem.list(store.results.jobs) where month != "active" {
            for name in try FileSystem.list(store.results.jobs + "/" + month) {
                guard let id = JobID(name), !activeIDs.contains(id) else { continue }
                load(id, isActive: false, into: table)
            }
        }
        for id in activeIDs.sorted() { load(id, isActive: true, into: table) }
        // Those whose link was made anew came first.
        queued.sort()
    }

    private mutating func load(_ id: JobID, isActive: Bool, into table: JobTable) {
        let directory = store.results.job(id)
        do throws(SystemError) {
            if let job = try isActive ? active(directory) : finished(directory) { table.put(job) }
        } catch {
            leave(directory.path, "\(error)")
        }
    }

    private mutating func finished(_ directory: JobDirectory) throws(SystemError) -> Job? {
        guard let number = try directory.latestAttempt() else {
            // Made, but the link that accepts it was not: whoever asked got an error, or no answer.
            try store.discard(directory.id)
            return nil
        }
        guard var job = job(in: directory, before: number) else { return nil }
        guard let result = result(in: directory, number, after: job.attempts.last?.result) else {
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
            return Job(try JobRecord(parsing: bytes), attempts: attempts)
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
