/// Why a job failed or was lost, as the API names it.
internal import JobDirectory

package enum EndCause: String, CaseIterable, Sendable {
    case exitCode = "exit_code"
    case signal
    case outOfMemory = "out_of_memory"
    case timeLimit = "time_limit"
    case launchFailure = "launch_failure"
    case logFailure = "log_failure"
    case reboot
    case supervisorLost = "supervisor_lost"

    init(_ loss: ExitRecord.Loss) {
        self =
            switch loss {
            case .reboot: .reboot
            case .supervisorLost: .supervisorLost
            }
    }
}
