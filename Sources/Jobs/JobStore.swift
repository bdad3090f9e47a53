/// Jobs on the disk: taken in, found again, and put away when they have ended.
package import JobDirectory
package import Linux

/// Confined to the control thread: the one writer of what the server writes.
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
            try FileSystem.link(results.activeLink(record.id), to: results.activeLinkTarget(record.id))
            try FileSystem.synchronizeDirectory(results.activeJobs)
        } catch {
            // The error that counts is the one at hand; what stays behind is swept at the next start.
            try? FileSystem.remove(results.activeLink(record.id))
            try? FileSystem.removeTree(directory.path)
            throw error
        }
    }

    /// Records that a queued job ends without ever having run.
    package func cancel(_ id: JobID, mode: StopRecord.Mode, at time: Int64) throws(SystemError) -> ExitRecord
    {
        let attempt = results.job(id).attempt(1)
        try FileSystem.makeDirectories(attempt.path)
        let record = ExitRecord(
            author: .server, main: .unknown, startedAt: nil, endedAt: nil, goneAt: time,
            stop: ExitRecord.Stop(mode: mode, requester: "api", time: time, beforeEnd: true),
            stage: .running, log: LogCounts())
        try AtomicFile.create(attempt.exit, with: record.encoded())
        return record
    }

    /// The job has ended, and is none of the active ones any more.
    package func finish(_ id: JobID) throws(SystemError) {
        try FileSystem.remove(results.activeLink(id))
    }

    /// Removes a job that was never accepted.
    package func discard(_ id: JobID) throws(SystemError) {
        try FileSystem.remove(results.activeLink(id))
        try FileSystem.removeTree(results.job(id).path)
    }
}
