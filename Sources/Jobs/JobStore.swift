/// The folders of jobs on the disk: made at POST, cancelled while queued, put away after the end.
package import JobDirectory
package import Linux

package struct JobStore: Sendable {
    package let results: ResultsFolder

    package init(results: ResultsFolder) {
        self.results = results
    }

    /// Makes the job durable: the folder first, then the link that makes it one of the active jobs.
    /// - Throws: nothing of the job is left behind then.
    package func create(_ record: JobRecord) throws(SystemError) {
        let directory = results.job(record.id)
        do throws(SystemError) {
            try FileSystem.makeDirectories(directory.path)
            try AtomicFile.replace(directory.job, with: record.encoded(), durability: .fileAndName)
            try FileSystem.synchronizeDirectory(results.month(record.id))
            try FileSystem.synchronizeDirectory(results.jobs)
            try accept(record.id)
        } catch {
            // The error that counts is the one at hand; what stays behind is swept at the next start.
            try? FileSystem.remove(results.activeLink(record.id))
            try? FileSystem.removeTree(directory.path)
            throw error
        }
    }

    /// Makes the job one of the active ones.
    func accept(_ id: JobID) throws(SystemError) {
        try FileSystem.link(results.activeLink(id), to: results.activeLinkTarget(id))
        try FileSystem.synchronizeDirectory(results.activeJobs)
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

    /// nil where the file is missing or torn: neither says anything.
    func read<Record>(_ path: String, _ parse: ([UInt8]) throws -> Record) -> Record? {
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        return try? parse(bytes)
    }
}
