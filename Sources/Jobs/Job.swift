/// A job as it stands: what was asked for, and how far it has come.
package import JobDirectory

package struct Job: Equatable, Sendable {
    package let record: JobRecord
    package private(set) var state: JobState
    /// Milliseconds since 1970; nil until main runs.
    package private(set) var startedAt: Int64?
    /// nil until the job has ended.
    package private(set) var result: JobResult?
    /// 1 for the job that runs next; nil unless queued.
    package var queuePosition: Int?

    package var id: JobID { record.id }

    package init(_ record: JobRecord) {
        self.record = record
        state = .queued
    }

    /// - Throws: where the event can't come in the job's state; the job is then as it was.
    package mutating func apply(_ event: JobState.Event, at time: Int64) throws(JobState.InvalidTransition) {
        state = try state.after(event)
        if state != .queued { queuePosition = nil }
        switch event {
        case .started: startedAt = startedAt ?? time
        case .ended(let result):
            self.result = result
            startedAt = result.startedAt ?? startedAt
        case .launch, .stopRequested, .mainEnded: break
        }
    }
}
