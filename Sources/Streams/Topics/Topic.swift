/// What a multiplexed stream can carry: one word, or a word and a job (streams-and-web.md section 3.7).

package enum Topic: Hashable, Sendable {
    /// Jobs as they come, change and go, and notices about them.
    case jobs
    /// Who runs, who waits, and in which order.
    case queue
    /// Notices that are about no job.
    case system
    /// A job's lines; at most one such topic a stream.
    case log(String)
    /// What a job's processes use.
    case resources(String)
    /// Points that were parsed from a job's lines; at most one such topic a stream.
    case metrics(String)
    /// Files that a job has left in its artifacts folder.
    case artifacts(String)

    /// nil where `text` names none. Nobody checks that there is such a job.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        let parts = text.split(separator: ":" as Character, maxSplits: 1, omittingEmptySubsequences: false)
            .map { String($0) }
        switch (parts.first, parts.dropFirst().first) {
        case ("jobs", nil): self = .jobs
        case ("queue", nil): self = .queue
        case ("system", nil): self = .system
        case ("log", let job?) where !job.isEmpty: self = .log(job)
        case ("res", let job?) where !job.isEmpty: self = .resources(job)
        case ("metrics", let job?) where !job.isEmpty: self = .metrics(job)
        case ("artifacts", let job?) where !job.isEmpty: self = .artifacts(job)
        default: return nil
        }
    }

    /// The job that it is about; nil for all of them.
    package var job: String? {
        switch self {
        case .jobs, .queue, .system: nil
        case .log(let job), .resources(let job), .metrics(let job), .artifacts(let job): job
        }
    }

    /// Its frames have numbers, and the API tells what they told: a client that missed some can fetch it.
    var isFetched: Bool {
        switch self {
        case .jobs, .queue, .artifacts: true
        case .system, .log, .metrics, .resources: false
        }
    }

    /// Its frames have places of their own in the cursor, which has room for one.
    package var isSingle: Bool {
        switch self {
        case .log, .metrics: true
        case .jobs, .queue, .system, .resources, .artifacts: false
        }
    }

    package var name: String {
        switch self {
        case .jobs: "jobs"
        case .queue: "queue"
        case .system: "system"
        case .log(let job): "log:\(job)"
        case .resources(let job): "res:\(job)"
        case .metrics(let job): "metrics:\(job)"
        case .artifacts(let job): "artifacts:\(job)"
        }
    }
}
