/// Jobs on the disk: taken in, found again, and moved away when they have ended.
package import JobDirectory
package import Linux

/// Confined to the control thread: the one writer of what the server writes.
package struct JobStore: Sendable {
    package let results: ResultsFolder

    package init(results: ResultsFolder) {
        self.results = results
    }

    /// Makes the job durable. - Throws: nothing of the job is left behind then.
    package func create(_ record: JobRecord) throws(SystemError) {
        let directory = results.activeJob(record.id)
        try FileSystem.makeDirectory(directory.path)
        do throws(SystemError) {
            try AtomicFile.replace(directory.job, with: record.encoded(), durability: .fileAndName)
            try FileSystem.synchronizeDirectory(results.activeJobs)
        } catch {
            // The error that counts is the one at hand; a folder without job.json is swept at the next start.
            try? FileSystem.removeTree(directory.path)
            throw error
        }
    }

    /// Records that a queued job ends without ever having run.
    package func cancel(_ id: JobID, mode: StopRecord.Mode, at time: Int64) throws(SystemError) -> ExitRecord {
        let attempt = results.activeJob(id).attempt(1)
        try FileSystem.makeDirectories(attempt.path)
        let record = ExitRecord(
            author: .server, main: .unknown, startedAt: nil, endedAt: nil, goneAt: time,
            stop: ExitRecord.Stop(mode: mode, requester: "api", time: time, beforeEnd: true),
            stage: .running, log: LogCounts())
        try AtomicFile.create(attempt.exit, with: record.encoded())
        return record
    }

    /// Moves an ended job's folder out of the active ones.
    package func finish(_ id: JobID) throws(SystemError) {
        let (active, finished) = (results.activeJob(id), results.finishedJob(id))
        try FileSystem.makeDirectories(folder(of: finished.path))
        try FileSystem.rename(active.path, to: finished.path)
    }

    private func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
