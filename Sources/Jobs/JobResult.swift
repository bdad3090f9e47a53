/// How a job ended: state, cause, and the raw code or signal, from the record of its last attempt.
package import JobDirectory

package struct JobResult: Equatable, Sendable {
    package enum Cause: String, Sendable {
        case exitCode = "exit_code"
        case signal
        case outOfMemory = "out_of_memory"
        case timeLimit = "time_limit"
        case launchFailure = "launch_failure"
        case logFailure = "log_failure"
        case reboot
        case supervisorLost = "supervisor_lost"
    }

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
    /// In the log.
    package let lines: Int64

    /// The end as the supervisor, or the server in its place, wrote it.
    package init(_ record: ExitRecord) {
        exitCode = record.main.exitCode
        signal = record.main.signal
        startedAt = record.startedAt
        endedAt = record.endedAt ?? record.goneAt
        lines = record.log.lines
        (state, cause) = Self.verdict(record)
        detail = Self.detail(record)
    }

    /// The end of a job that was taken out of the queue.
    package init(stoppedInQueueAt time: Int64) {
        state = .stopped
        cause = nil
        exitCode = nil
        signal = nil
        detail = "stopped while queued"
        startedAt = nil
        endedAt = time
        lines = 0
    }
}

extension JobResult {
    /// A stop that was asked for before the end makes it `stopped`, whatever the code (design.md section 3).
    private static func verdict(_ record: ExitRecord) -> (JobState, Cause?) {
        if let loss = record.loss { return (.lost, Cause(loss)) }
        if record.stop?.beforeEnd ?? false { return (.stopped, nil) }
        return switch record.main {
        case .launchFailure: (.failed, .launchFailure)
        case .exit(code: 0): (.completed, nil)
        case .exit: (.failed, .exitCode)
        case .signal: (.failed, .signal)
        case .unknown: (.lost, .supervisorLost)
        }
    }

    private static func detail(_ record: ExitRecord) -> String? {
        var notes: [String] = []
        if case .launchFailure(let failure) = record.main { notes.append(failure.message) }
        if record.log.lostBytes > 0 {
            notes.append("\(record.log.lostBytes) bytes of the log were lost because the disk was full")
        }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}

extension JobResult.Cause {
    init(_ loss: ExitRecord.Loss) {
        self =
            switch loss {
            case .reboot: .reboot
            case .supervisorLost: .supervisorLost
            }
    }
}
