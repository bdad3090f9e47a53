/// How far the end of a job's process tree has come; stages only ever go forward.

package enum StopStage: String, CaseIterable, Sendable {
    /// Nobody asked for an end, and main lives.
    case running
    /// Main has ended by itself, others live on; they may, for the linger time.
    case linger
    /// The first signal went to main's process group.
    case signal
    /// SIGTERM and SIGCONT went to the whole tree.
    case terminate
    /// SIGKILL, again and again, until nothing is left.
    case kill
}

extension StopStage: Comparable {
    package static func < (a: StopStage, b: StopStage) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .running: 0
        case .linger: 1
        case .signal: 2
        case .terminate: 3
        case .kill: 4
        }
    }
}
