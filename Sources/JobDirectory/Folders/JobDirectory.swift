/// The files of one job, the same while it is active and when it is finished.
package import Linux

package struct JobDirectory: Hashable, Sendable {
    package let id: JobID
    package let path: String

    package init(id: JobID, path: String) {
        self.id = id
        self.path = path
    }

    /// The request as accepted; written at POST, never changed.
    package var job: String { path + "/job.json" }
    /// What a user may change: name, note, tags, priority.
    package var meta: String { path + "/meta.json" }
    /// Cache of what was parsed from the log; rebuilt when missing.
    package var metrics: String { path + "/metrics.jsonl" }
    /// With what it ran; written by the server after the start.
    package var provenance: String { path + "/provenance.json" }
    /// The job as it ended, for the hook that runs then; there once that has begun.
    package var hook: String { path + "/hook.json" }
    /// The job writes here itself ($ANANA_ARTIFACTS_DIR).
    package var artifacts: String { path + "/artifacts" }
    package var attempts: String { path + "/attempts" }

    /// `number` counts from 1.
    package func attempt(_ number: Int) -> AttemptDirectory {
        AttemptDirectory(path: "\(attempts)/\(number)")
    }

    /// The number of the latest attempt that has a folder; nil where none was made yet.
    package func latestAttempt() throws(SystemError) -> Int? {
        try FileSystem.list(attempts).compactMap { Int($0) }.max()
    }
}
