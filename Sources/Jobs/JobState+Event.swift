/// What happens to a job, and the only transitions there are.

extension JobState {
    package enum Event: Equatable, Sendable {
        /// A slot was taken and the supervisor is being started.
        case launch
        /// Main runs.
        case started
        case stopRequested
        /// Main has ended, others of its tree have not.
        case mainEnded
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
        case (.launching, .started): .running
        // A stop may overtake the news that main runs.
        case (.stopping, .started): .stopping
        case (.launching, .stopRequested), (.running, .stopRequested), (.stopping, .stopRequested): .stopping
        case (.launching, .mainEnded), (.running, .mainEnded), (.stopping, .mainEnded): .finalizing
        case (.finalizing, .stopRequested), (.finalizing, .mainEnded): .finalizing
        case (.queued, .ended(let result)), (.launching, .ended(let result)), (.running, .ended(let result)),
            (.stopping, .ended(let result)), (.finalizing, .ended(let result)):
            result.state
        default: throw InvalidTransition(state: self, event: event)
        }
    }
}
