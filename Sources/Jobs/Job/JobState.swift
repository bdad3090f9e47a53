/// How far a job has come, from queued to an end.

package enum JobState: String, CaseIterable, Sendable {
    case queued, launching, running, stopping, finalizing
    case completed, failed, stopped, lost

    /// Its place in `allCases`, for what is counted by states.
    var ordinal: Int {
        switch self {
        case .queued: 0
        case .launching: 1
        case .running: 2
        case .stopping: 3
        case .finalizing: 4
        case .completed: 5
        case .failed: 6
        case .stopped: 7
        case .lost: 8
        }
    }

    package var isFinal: Bool {
        switch self {
        case .queued, .launching, .running, .stopping, .finalizing: false
        case .completed, .failed, .stopped, .lost: true
        }
    }

    /// Whether the job holds a slot: from launching until its tree is gone.
    package var holdsSlot: Bool {
        switch self {
        case .launching, .running, .stopping, .finalizing: true
        case .queued, .completed, .failed, .stopped, .lost: false
        }
    }
}
