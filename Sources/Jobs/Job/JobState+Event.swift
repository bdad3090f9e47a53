/// What happens to a job, and the only transitions there are.

extension JobState {
    package enum Event: Equatable, Sendable {
        /// A slot was taken and the supervisor is being started.
        case launch
        /// Nothing was started, and nothing of the attempt is on the disk.
        case launchFailed
        /// Main runs.
        case started
        case stopRequested
        /// Main has ended, others of its tree have not.
        case mainEnded
        /// The tree is gone, and another attempt follows, at that moment or later (milliseconds since 1970).
        case retry(JobResult, at: Int64)
        /// The wait for the next attempt is over.
        case retryDue
        /// The tree is gone, or there never was one.
        case ended(JobResult)
    }

    package struct InvalidTransition: Error, Equatable {
        package let state: JobState
        package let event: Event
    }

    /// - Throws: where the event can't come in this state.
    package func after(_ event: Event) throws(InvalidTransition) -> JobState {
        switch (self, event) {
        case (.queued, .launch): .launching
        case (.launching, .launchFailed): .queued
        case (.launching, .started): .running
        // A stop may overtake the news that main runs.
        case (.stopping, .started): .stopping
        case (.launching, .stopRequested), (.running, .stopRequested), (.stopping, .stopRequested): .stopping
        case (.launching, .mainEnded), (.running, .mainEnded), (.stopping, .mainEnded): .finalizing
        case (.finalizing, .stopRequested), (.finalizing, .mainEnded): .finalizing
        case (.launching, .retry), (.running, .retry), (.stopping, .retry), (.finalizing, .retry): .queued
        case (.queued, .retryDue): .queued
        case (.queued, .ended(let result)), (.launching, .ended(let result)), (.running, .ended(let result)),
            (.stopping, .ended(let result)), (.finalizing, .ended(let result)):
            result.state
        default: throw InvalidTransition(state: self, event: event)
        }
    }
}
