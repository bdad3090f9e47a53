/// The end of a job as data: which stage comes when, and what it sends. Time is handed in.
internal import JobDirectory
internal import Linux

struct Teardown {
    enum Action: Equatable {
        /// The policy's first signal, once, to main's process group.
        case signalGroup
        /// SIGTERM and SIGCONT to every process of the tree.
        case terminateTree
        /// SIGKILL until nothing is left.
        case killTree
    }

    /// What is left over when main has ended by itself gets this long after SIGTERM.
    private static let leftoverGrace = Duration.seconds(5)

    let policy: StopPolicy
    private(set) var stage = StopStage.running
    /// When the next stage begins by itself; nil where none does.
    private(set) var deadline: Instant?
    private var hasMainEnded = false

    init(policy: StopPolicy) {
        self.policy = policy
    }

    /// A stop is wanted. One that is no stronger than what is under way changes nothing; its clock runs on.
    mutating func request(_ mode: StopRecord.Mode, at now: Instant) -> Action? {
        var target = mode.firstStage
        // Without a first signal, or without main to send it to, a graceful stop begins with SIGTERM.
        if target == .signal && (policy.signal == .none || hasMainEnded) { target = .terminate }
        guard target > stage else { return nil }
        return enter(target, at: now, grace: .milliseconds(policy.terminateGrace))
    }

    /// Main has ended. While a stop is under way the tree keeps its grace; else what is left may linger, or
    /// stay until it ends by itself.
    mutating func mainEnded(at now: Instant) -> Action? {
        hasMainEnded = true
        guard stage == .running else { return nil }
        stage = .linger
        deadline = policy.leftovers == .wait ? nil : now + .milliseconds(policy.linger)
        return advance(at: now)
    }

    /// The next stage, where its time has come.
    mutating func advance(at now: Instant) -> Action? {
        guard let deadline, deadline <= now else { return nil }
        switch stage {
        case .linger: return enter(.terminate, at: now, grace: Self.leftoverGrace)
        case .signal: return enter(.terminate, at: now, grace: .milliseconds(policy.terminateGrace))
        case .terminate: return enter(.kill, at: now, grace: .zero)
        case .running, .kill: return nil
        }
    }

    private mutating func enter(_ next: StopStage, at now: Instant, grace: Duration) -> Action {
        stage = next
        switch next {
        case .signal:
            deadline = now + .milliseconds(policy.grace)
            return .signalGroup
        case .terminate:
            deadline = now + grace
            return .terminateTree
        case .kill:
            deadline = nil
            return .killTree
        case .running, .linger: preconditionFailure("a stop never goes back to \(next)")
        }
    }
}
