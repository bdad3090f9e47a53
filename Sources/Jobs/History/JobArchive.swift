/// Jobs after their end: put into the history, changed there, deleted, and let go when there are too many.
internal import JobDirectory
internal import Linux

/// Confined to the control loop; what takes as long as there are files happens on a thread of its own.
final class JobArchive {
    /// How often old jobs are looked for.
    private static let interval = Duration.seconds(60)
    /// Jobs deleted or read in one go, so that others get their turn.
    private static let batch = 20

    private let loop: EventLoop
    private let table: JobTable
    private let store: JobStore
    private let accepted: AcceptLog
    private let worker: WorkerPool?
    /// Ends that could not be put away yet (a full disk, say).
    private var unfinished: Set<JobID> = []
    private var retention = RetentionRule()
    private var isSweepDue = false
    var trouble: (String) -> Void = { _ in }
    /// Idempotency keys of jobs that were read late.
    var found: ([(idempotency: Idempotency, job: JobID)]) -> Void = { _ in }
    /// A job is not there any more.
    var gone: (JobID) -> Void = { _ in }

    /// - Parameter worker: nil: everything happens at once.
    init(loop: EventLoop, table: JobTable, store: JobStore, accepted: AcceptLog, worker: WorkerPool?) {
        self.loop = loop
        self.table = table
        self.store = store
        self.accepted = accepted
        self.worker = worker
    }

    /// What an earlier server had not recorded, or not removed.
    func resume(_ recovery: Recovery) {
        for id in recovery.unrecorded { measure(id) }
        readLater(recovery.later[...])
        // A folder that can't be listed keeps what is in it.
        for name in (try? FileSystem.list(store.results.trash)) ?? [] {
            if let id = JobID(name) { sweep(id) }
        }
    }

    /// The newest first: these are looked for.
    private func readLater(_ ids: ArraySlice<JobID>) {
        guard !ids.isEmpty else { return }
        let (store, batch) = (store, ids.suffix(Self.batch))
        aside({ Recovery(of: batch, from: store) }) { archive, recovery in
            for warning in recovery.warnings { archive.trouble(warning) }
            for job in recovery.found where archive.table.summary(job.id) == nil {
                archive.table.put(job)
                archive.measure(job.id)
            }
            archive.found(recovery.keys)
            archive.readLater(ids.dropLast(batch.count))
        }
    }

    /// The job has ended, and its last files are written.
    func putAway(_ id: JobID) {
        // Deleted meanwhile.
        guard table.summary(id) != nil else { return }
        do throws(SystemError) {
            try store.finish(id)
            unfinished.remove(id)
        } catch {
            if unfinished.insert(id).inserted {
                trouble("job \(id) has ended, its folder could not be put away: \(error)")
            }
            loop.after(.seconds(5)) { [unowned self] in putAway(id) }
            return
        }
        measure(id)
    }

    /// What it takes on the disk, then its line in the history.
    private func measure(_ id: JobID) {
        let results = store.results
        aside({ JobStore.size(of: id, in: results) }) { archive, bytes in archive.record(id, bytes: bytes) }
    }

    private func record(_ id: JobID, bytes: Int64) {
        guard var job = table[id], job.state.isFinal else { return }
        job.bytes = bytes
        do throws(SystemError) {
            try append(job)
            sweepSoon()
        } catch {
            // It stays in memory; a later start reads it from its folder.
            if unfinished.insert(id).inserted { trouble("job \(id) is not in the history yet: \(error)") }
            loop.after(.seconds(5)) { [unowned self] in record(id, bytes: bytes) }
        }
    }

    private func append(_ job: Job) throws(SystemError) {
        guard let history = table.history else { return table.put(job) }
        let record = job.historyRecord(store.exits(of: job))
        let place = try history.append(record.line())
        unfinished.remove(job.id)
        table.put(finished: job, record.head, at: place)
    }

    /// Other labels for a job that has ended. History first, then the folder: of the last change before a crash
    /// a start can tell that only half of it happened.
    func change(_ job: Job, to meta: MetaRecord) throws(SystemError) {
        var job = job
        job.meta = meta
        let isRecorded = table.summary(job.id)?.place != nil
        if isRecorded {
            try append(job)
            try table.history?.synchronize()
        }
        try store.change(job.id, to: meta)
        if !isRecorded { table.put(job) }
    }

    /// The job is gone when this returns, its files soon after.
    func delete(_ id: JobID) throws(SystemError) {
        try accepted.forget(id)
        try accepted.settle()
        try store.discardFiles(id)
        table.remove(id)
        gone(id)
        sweep(id)
    }

    private func sweep(_ id: JobID) {
        let results = store.results
        aside({ () -> String? in
            do throws(SystemError) {
                try JobStore.sweep(id, in: results)
                return nil
            } catch {
                return "files of job \(id), which was deleted, could not be removed: \(error)"
            }
        }) { archive, failure in
            if let failure { archive.trouble(failure) }
        }
    }

    /// The log was turned: what it holds goes to the disk in its own files.
    func putAwayAcceptLog() {
        let results = store.results
        aside({ () -> String? in
            do throws(SystemError) {
                try AcceptLog.putAway(results)
                return nil
            } catch {
                return "accepted.old.jsonl could not be put away: \(error)"
            }
        }) { archive, failure in
            if let failure { archive.trouble(failure) }
        }
    }

    /// From now on. Nothing is touched before `resume`.
    func keep(_ rule: RetentionRule) {
        retention = rule
        sweepSoon()
    }

    private func sweepSoon() {
        guard !isSweepDue, !retention.isEmpty else { return }
        isSweepDue = true
        let (rule, table) = (retention, table)
        let look = { @Sendable in rule.victims(among: table.all().summaries, now: WallClock.milliseconds) }
        aside(look) { archive, victims in
            archive.delete(victims[...])
            archive.loop.after(Self.interval) { [unowned archive] in
                archive.isSweepDue = false
                archive.sweepSoon()
            }
        }
    }

    private func delete(_ victims: ArraySlice<JobID>) {
        for id in victims.prefix(Self.batch) {
            // Somebody may have pinned it meanwhile.
            guard let job = table.summary(id), !job.isPinned else { continue }
            do throws(SystemError) {
                try delete(id)
            } catch {
                trouble("job \(id) is older than `retention` keeps it, and could not be deleted: \(error)")
            }
        }
        let rest = victims.dropFirst(Self.batch)
        if !rest.isEmpty { loop.after(.zero) { [unowned self] in delete(rest) } }
    }

    /// Runs `work` on the worker, then `body` on the loop.
    private func aside<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value, then body: @escaping @Sendable (JobArchive, Value) -> Void
    ) {
        let archive = Confined(self, to: loop)
        let isTaken = worker?.submit {
            let value = work()
            archive.post { body($0, value) }
        } ?? false
        if !isTaken { body(self, work()) }
    }
}
