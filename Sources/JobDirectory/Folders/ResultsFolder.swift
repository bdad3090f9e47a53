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
    /// Redo log of jobs that were accepted a moment ago, and the part of it that is being put away.
    package var accepted: String { path + "/accepted.jsonl" }
    package var acceptedBefore: String { path + "/accepted.old.jsonl" }
    /// Jobs that are deleted already, and whose files still have to go.
    package var trash: String { path + "/trash" }
    package var jobs: String { path + "/jobs" }
    package var activeJobs: String { jobs + "/active" }
    package var logs: String { path + "/logs" }

    /// The job's folder, by the month in which the job was made: from its first day on, so that a path that a
    /// job prints of its artifacts holds for good.
    package func job(_ id: JobID) -> JobDirectory {
        JobDirectory(id: id, path: "\(month(id))/\(id)")
    }

    package func month(_ id: JobID) -> String { "\(jobs)/\(id.month)" }

    /// A link to the job's folder, there from its acceptance to its end.
    package func activeLink(_ id: JobID) -> String { "\(activeJobs)/\(id)" }

    /// What the link holds: relative, so that the project's folder may be moved.
    package func activeLinkTarget(_ id: JobID) -> String { "../\(id.month)/\(id)" }

    /// Raw bytes as printed, all attempts.
    package func log(_ id: JobID) -> String { "\(logs)/\(id).log" }
    package func index(_ id: JobID) -> String { "\(logs)/\(id).idx" }

    /// Of a job whose streams are kept apart: what it printed to stderr.
    package func errorLog(_ id: JobID) -> String { "\(logs)/\(id).err" }

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
