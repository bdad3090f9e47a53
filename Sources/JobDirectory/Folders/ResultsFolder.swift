/// `.anana-results`: where everything that a project's jobs leave behind lies (design.md section 3).
package import Linux

package struct ResultsFolder: Hashable, Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The results folder of the project in `folder`.
    package init(ofProject folder: String) {
        path = folder + "/.anana-results"
    }

    /// Locked by the one server of this folder for as long as it lives.
    package var serverLock: String { path + "/server.lock" }
    package var queue: String { path + "/queue.json" }
    package var history: String { path + "/history.jsonl" }
    package var jobs: String { path + "/jobs" }
    package var activeJobs: String { jobs + "/active" }
    package var logs: String { path + "/logs" }

    package func activeJob(_ id: JobID) -> JobDirectory {
        JobDirectory(id: id, path: "\(activeJobs)/\(id)")
    }

    /// Where the job's folder goes when it is finished: by the month in which the job was made.
    package func finishedJob(_ id: JobID) -> JobDirectory {
        JobDirectory(id: id, path: "\(jobs)/\(id.month)/\(id)")
    }

    /// Raw bytes as printed, all attempts.
    package func log(_ id: JobID) -> String { "\(logs)/\(id).log" }
    package func index(_ id: JobID) -> String { "\(logs)/\(id).idx" }

    /// The jobs that are not finished, oldest first. Names that are no job's are left out.
    package func activeJobIDs() throws(SystemError) -> [JobID] {
        try FileSystem.list(activeJobs).compactMap { JobID($0) }
    }

    /// Makes the folders that all jobs share.
    package func make() throws(SystemError) {
        try FileSystem.makeDirectories(activeJobs)
        try FileSystem.makeDirectories(logs)
    }
}
