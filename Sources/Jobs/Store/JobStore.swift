/// The folders of jobs on the disk: made at POST, cancelled while queued, put away after the end.
package import JobDirectory
package import Linux

package struct JobStore: Sendable {
    package let results: ResultsFolder

    package init(results: ResultsFolder) {
        self.results = results
    }

    /// Makes the job's folder, then the link that makes it one of the active jobs. It outlives us; what makes it
    /// outlive a power cut is the accept log.
    /// - Throws: nothing of the job is left behind then.
    package func create(_ record: JobRecord) throws(SystemError) {
        do throws(SystemError) {
            try makeFolder(record)
        } catch {
            // The error that counts is the one at hand; what stays behind is swept at the next start.
            try? FileSystem.remove(results.activeLink(record.id))
            try? FileSystem.removeTree(results.job(record.id).path)
            throw error
        }
    }

    /// Makes the job one of the active ones.
    func accept(_ id: JobID) throws(SystemError) {
        try FileSystem.link(results.activeLink(id), to: results.activeLinkTarget(id))
        try FileSystem.synchronizeDirectory(results.activeJobs)
    }

    /// Whatever of it is there already stays as it is.
    func makeFolder(_ record: JobRecord) throws(SystemError) {
        let directory = results.job(record.id)
        try FileSystem.makeDirectories(directory.path)
        let status = try FileSystem.status(directory.job)
        if status?.kind != .file || status?.size == 0 {
            try AtomicFile.replace(directory.job, with: record.encoded(), durability: .none)
        }
        // One that has begun, and has no link, has ended.
        guard !FileSystem.exists(directory.attempts) else { return }
        guard try FileSystem.linkStatus(results.activeLink(record.id)) == nil else { return }
        try FileSystem.link(results.activeLink(record.id), to: results.activeLinkTarget(record.id))
    }

    /// Brings the job's own files to the disk: it needs the accept log no more.
    func settle(_ id: JobID) throws(SystemError) {
        let directory = results.job(id)
        try FileDescriptor.open(directory.job, .read).synchronize()
        for folder in [directory.path, results.month(id), results.jobs, results.activeJobs] {
            try FileSystem.synchronizeDirectory(folder)
        }
    }

    /// What a user has changed.
    func change(_ id: JobID, to meta: MetaRecord) throws(SystemError) {
        try AtomicFile.replace(results.job(id).meta, with: meta.encoded())
    }

    /// The job is gone at once; its files follow (`sweep`).
    func discardFiles(_ id: JobID) throws(SystemError) {
        try FileSystem.makeDirectories(results.trash)
        try FileSystem.remove(results.activeLink(id))
        do throws(SystemError) {
            try FileSystem.rename(results.job(id).path, to: results.trash + "/\(id)")
            try FileSystem.synchronizeDirectory(results.month(id))
        } catch where error.isMissing {
            // Somebody has removed the folder; the log may still be there.
            try FileSystem.makeDirectories(results.trash + "/\(id)")
        }
    }

    /// Removes the files of a job that was discarded. Takes as long as there are files: not on a loop's time.
    package static func sweep(_ id: JobID, in results: ResultsFolder) throws(SystemError) {
        try FileSystem.remove(results.log(id))
        try FileSystem.remove(results.index(id))
        try FileSystem.remove(results.errorLog(id))
        try FileSystem.removeTree(results.trash + "/\(id)")
    }

    /// What the job takes on the disk, its log included. Takes as long as there are files.
    package static func size(of id: JobID, in results: ResultsFolder) -> Int64 {
        DiskUsage.of(results.job(id).path) + DiskUsage.of(results.log(id)) + DiskUsage.of(results.index(id))
            + DiskUsage.of(results.errorLog(id))
    }

    /// Records that a queued job ends without `attempt` ever having run.
    package func cancel(
        _ id: JobID, attempt number: Int = 1, mode: StopRecord.Mode, at time: Int64
    ) throws(SystemError) -> ExitRecord {
        let attempt = results.job(id).attempt(number)
        try FileSystem.makeDirectories(attempt.path)
        let record = ExitRecord(
            author: .server, main: .unknown, startedAt: nil, endedAt: nil, goneAt: time,
            stop: ExitRecord.Stop(mode: mode, requester: "api", time: time, beforeEnd: true),
            stage: .running, log: LogCounts())
        try AtomicFile.create(attempt.exit, with: record.encoded())
        return record
    }

    /// The end of an attempt by its record, with what its receipt adds.
    package func result(_ record: ExitRecord, of id: JobID, attempt number: Int) -> JobResult {
        guard record.stop != nil else { return JobResult(record) }
        let receipt = read(results.job(id).attempt(number).receipt, Receipt.init(parsing:))
        return JobResult(record, processes: receipt?.seen)
    }

    /// When the next attempt may begin, in milliseconds since 1970; nil where the job is over.
    package func nextStart(of job: JobRecord, after number: Int, _ result: JobResult) -> Int64? {
        // A stop that came too late to change how this attempt ended still means that nobody wants another.
        if FileSystem.exists(results.job(job.id).attempt(number).stop) { return nil }
        // On a full disk the record of the end alone tells of it.
        if let stop = result.stop, stop.requester != EndCause.timeLimit.rawValue { return nil }
        return job.retries.nextStart(after: number, result)
    }

    /// The job has ended, and is none of the active ones any more.
    package func finish(_ id: JobID) throws(SystemError) {
        let directory = results.job(id)
        if let number = try directory.latestAttempt() {
            // A supervisor that died after its last word left them behind.
            let attempt = directory.attempt(number)
            try FileSystem.remove(attempt.fifo)
            try FileSystem.remove(attempt.control)
        }
        try FileSystem.remove(results.activeLink(id))
    }

    /// Removes a job that was never accepted.
    package func discard(_ id: JobID) throws(SystemError) {
        try FileSystem.remove(results.activeLink(id))
        try FileSystem.removeTree(results.job(id).path)
    }

    /// How each attempt of a job ended, ascending, as the history keeps it. The last may be one that never
    /// began: the job was taken out of the queue then.
    func exits(of job: Job) -> [HistoryRecord.Attempt] {
        let begun = job.attempts.map(\.number)
        return (begun + [(begun.last ?? 0) + 1]).compactMap { exit(of: job.id, $0) }
    }

    private func exit(of id: JobID, _ number: Int) -> HistoryRecord.Attempt? {
        let attempt = results.job(id).attempt(number)
        guard let exit = read(attempt.exit, ExitRecord.init(parsing:)) else { return nil }
        let receipt = exit.stop == nil ? nil : read(attempt.receipt, Receipt.init(parsing:))
        return HistoryRecord.Attempt(
            number: number, wasLaunched: FileSystem.exists(attempt.launch), processes: receipt?.seen, exit: exit)
    }

    /// nil where the file is missing or torn: neither says anything.
    func read<Record>(_ path: String, _ parse: ([UInt8]) throws -> Record) -> Record? {
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        return try? parse(bytes)
    }
}
