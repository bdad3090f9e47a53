/// How an attempt ended, or the job with its last one: state, cause, and the raw code or signal.
package import JobDirectory

package struct JobResult: Equatable, Sendable {
    package typealias Cause = EndCause

    /// A final one.
    package let state: JobState
    /// nil unless failed or lost.
    package let cause: Cause?
    package let exitCode: Int32?
    package let signal: Int32?
    /// In words, where there is more to say.
    package let detail: String?
    package let startedAt: Int64?
    package let endedAt: Int64
    /// When the last process of the tree was gone, and the slot free.
    package let goneAt: Int64
    /// In the log.
    package let lines: Int64
    /// nil where nobody asked for a stop.
    package let stop: StopSummary?

    /// The end as the supervisor, or the server in its place, wrote it. `processes`: how many the receipt
    /// saw.
    package init(_ record: ExitRecord, processes: Int? = nil) {
        let verdict = Verdict(record)
        (state, cause, detail) = (verdict.state, verdict.cause, verdict.detail)
        exitCode = record.main.exitCode
        signal = record.main.signal
        startedAt = record.startedAt
        endedAt = record.endedAt ?? record.goneAt
        goneAt = record.goneAt
        lines = record.log.lines
        stop = StopSummary(record, processes: processes)
    }

    /// The end of a job that was taken out of the queue, where it may have waited for another attempt.
    package init(stoppedInQueue record: ExitRecord, after last: JobResult?) {
        state = .stopped
        cause = nil
        exitCode = last?.exitCode
        signal = last?.signal
        detail = last == nil ? "stopped while queued" : "stopped while waiting for another attempt"
        startedAt = last?.startedAt
        endedAt = record.goneAt
        goneAt = record.goneAt
        lines = last?.lines ?? 0
        stop = StopSummary(record, processes: 0)
    }
}
