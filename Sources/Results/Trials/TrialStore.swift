/// The trials of all jobs and of the project, kept as they were last read.
package import JobDirectory
package import Linux
internal import Synchronization

package final class TrialStore: Sendable {
    private let results: ResultsFolder
    /// Held only to look one up.
    private let folders = Mutex<[TrialScope: TrialFolder]>([:])

    /// Scopes kept; those of the oldest jobs go first.
    private static let limit = 1000

    package init(results: ResultsFolder) {
        self.results = results
    }

    /// Waits for the disk.
    /// - Parameter isFinal: the job has ended.
    package func reading(of scope: TrialScope, isFinal: Bool) throws(SystemError) -> TrialReading {
        try folder(scope).reading(isFinal: isFinal)
    }

    private func folder(_ scope: TrialScope) -> TrialFolder {
        folders.withLock { folders in
            if let folder = folders[scope] { return folder }
            if folders.count >= Self.limit, let oldest = folders.keys.min(by: { $0.text < $1.text }) {
                folders[oldest] = nil
            }
            let folder = TrialFolder(scope, in: results)
            folders[scope] = folder
            return folder
        }
    }
}
