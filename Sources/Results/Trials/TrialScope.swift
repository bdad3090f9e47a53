/// Where trials lie: among the artifacts of one job, or in the project's results beside all jobs.
package import JobDirectory

package enum TrialScope: Hashable, Sendable {
    case job(JobID)
    case project

    /// The job's id, or `project`.
    package var text: String {
        switch self {
        case .job(let id): id.text
        case .project: "project"
        }
    }

    /// nil where `text` names none.
    package init?(_ text: some StringProtocol) {
        if text == "project" {
            self = .project
        } else if let id = JobID(String(text)) {
            self = .job(id)
        } else {
            return nil
        }
    }

    func folder(in results: ResultsFolder) -> String {
        switch self {
        case .job(let id): results.job(id).artifacts
        case .project: results.path
        }
    }

    /// Of the folder itself, not of those below it.
    var skipped: Set<String> { self == .project ? ["jobs", "logs"] : [] }
}
