/// Every job folder to a state: read before the port opens; what must be waited for is resolved after.
package import JobDirectory
package import Linux

package struct Recovery: Sendable {
    /// Jobs that may still run, with their latest attempt and what they hold.
    package private(set) var attempts: [(job: JobID, attempt: Int, lease: SlotTable.Lease)] = []
    /// Oldest first.
    package private(set) var queued: [JobID] = []
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
        if try directory.latestAttempt() == nil {
            // Made, but the link that accepts it was not: whoever asked got an error, or no answer.
            try store.discard(directory.id)
            return nil
        }
        guard var job = job(in: directory) else { return nil }
        guard let result = result(in: directory) else {
            leave(directory.path, "its end is not told")
            return nil
        }
        apply([.ended(result)], to: &job)
        return job
    }

    private mutating func active(_ directory: JobDirectory) throws(SystemError) -> Job? {
        if try FileSystem.status(directory.job) == nil, try directory.latestAttempt() == nil {
            // A link to nothing, such as a folder that somebody removed.
            try store.discard(directory.id)
            return nil
        }
        guard var job = job(in: directory) else { return nil }
        guard let number = try directory.latestAttempt() else {
            queued.append(job.id)
            return job
        }
        let attempt = directory.attempt(number)
        if let result = result(in: directory) {
            ended.append(job.id)
            apply([.ended(result)], to: &job)
        } else if try FileSystem.status(attempt.launch) == nil {
            // The intent was not on the disk yet, so nothing was started.
            try FileSystem.removeTree(attempt.path)
            queued.append(job.id)
        } else {
            resume(&job, number, attempt)
        }
        return job
    }

    /// The last known state, until the engine knows better. A launch record that can't be read was whole when
    /// the supervisor was started by it: the job may run all the same.
    private mutating func resume(_ job: inout Job, _ number: Int, _ attempt: AttemptDirectory) {
        let launch = read(attempt.launch, LaunchRecord.init(parsing:))
        let lease = SlotTable.Lease(
            flavor: launch?.lease.flavor ?? job.record.flavor, gpus: launch?.lease.gpus ?? [])
        attempts.append((job.id, number, lease))
        apply([.launch], to: &job)
        if let processes = read(attempt.processes, ProcessRecord.init(parsing:)) {
            apply([.started], to: &job, at: processes.time)
        }
        if FileSystem.exists(attempt.stop) { apply([.stopRequested], to: &job) }
        if FileSystem.exists(attempt.main) { apply([.mainEnded], to: &job) }
    }

    private mutating func job(in directory: JobDirectory) -> Job? {
        do {
            guard let bytes = try FileSystem.contents(directory.job) else {
                leave(directory.path, "there is no job.json")
                return nil
            }
            return Job(try JobRecord(parsing: bytes))
        } catch {
            leave(directory.job, "\(error)")
            return nil
        }
    }

    private mutating func leave(_ path: String, _ reason: String) {
        warnings.append("\(path) can't be read and is left alone: \(reason)")
    }

    private func result(in directory: JobDirectory) -> JobResult? {
        // A folder that can't be listed tells as much as one without attempts.
        guard let number = (try? directory.latestAttempt()) ?? nil else { return nil }
        let attempt = directory.attempt(number)
        guard let record = read(attempt.exit, ExitRecord.init(parsing:)) else { return nil }
        // Only a job that was taken out of the queue ends without ever having been launched.
        if !FileSystem.exists(attempt.launch) { return JobResult(stoppedInQueueAt: record.goneAt) }
        return JobResult(record)
    }

    /// nil where the file is missing or torn: neither says anything.
    private func read<Record>(_ path: String, _ parse: ([UInt8]) throws -> Record) -> Record? {
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        return try? parse(bytes)
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
