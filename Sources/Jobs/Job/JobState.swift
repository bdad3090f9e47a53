/// How far a job has come, from queued to an end.

package enum JobState: String, CaseIterable, Sendable {
    case queued, launching, running, stopping, finalizing
    case completed, failed, stopped, lost

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
