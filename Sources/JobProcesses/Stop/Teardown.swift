/// The end of a job as data: which stage comes when, and what it sends. Time is handed in.
package import JobDirectory
package import Linux

/// Carried out by the supervisor, or by the server where the supervisor died: both by these rules.
package struct Teardown {
    package enum Action: Equatable {
        /// The policy's first signal, once, to main's process group.
        case signalGroup
        /// SIGTERM and SIGCONT to every process of the tree.
        case terminateTree
        /// SIGKILL until nothing is left.
        case killTree
    }

    /// What is left over when main has ended by itself gets this long after SIGTERM.
    private static let leftoverGrace = Duration.seconds(5)

    package let policy: StopPolicy
    package private(set) var stage = StopStage.running
    /// When the next stage begins by itself; nil where none does.
    package private(set) var deadline: Instant?
    private var hasMainEnded = false

    package init(policy: StopPolicy) {
        self.policy = policy
    }

    /// Goes on where another was when it died: `stage` began at `begin`. What that stage sends has been sent,
    /// but for the kill. `isStop`: whether a stop was asked for; else it is what main left behind that ends.
    package init(policy: StopPolicy, at stage: StopStage, since begin: Instant, isStop: Bool) {
        self.policy = policy
        self.stage = stage
        switch stage {
        case .running, .kill: break
        case .linger:
            hasMainEnded = true
            deadline = lingerEnd(from: begin)
        case .signal: deadline = begin + .milliseconds(policy.grace)
        case .terminate:
            deadline = begin + (isStop ? .milliseconds(policy.terminateGrace) : Self.leftoverGrace)
        }
    }

    /// A stop is wanted. One that is no stronger than what is under way changes nothing; its clock runs on.
    package mutating func request(_ mode: StopRecord.Mode, at now: Instant) -> Action? {
        // The same again is no more, also when main has ended and its children save what they have.
        guard mode.firstStage > stage else { return nil }
        var target = mode.firstStage
        // Without a first signal, or without main to send it to, a graceful stop begins with SIGTERM.
        if target == .signal && (policy.signal == .none || hasMainEnded) { target = .terminate }
        return enter(target, at: now, grace: .milliseconds(policy.terminateGrace))
    }

    /// There is no main to ask any more.
    package mutating func mainEnded() {
        hasMainEnded = true
    }

    /// Main has ended and others live on. While a stop is under way the tree keeps its grace; else what is
    /// left may linger, or stay until it ends by itself.
    package mutating func leftBehind(at now: Instant) -> Action? {
        hasMainEnded = true
        guard stage == .running else { return nil }
        stage = .linger
        deadline = lingerEnd(from: now)
        return advance(at: now)
    }

    /// The next stage, where its time has come.
    package mutating func advance(at now: Instant) -> Action? {
        guard let deadline, deadline <= now else { return nil }
        switch stage {
        case .linger: return enter(.terminate, at: now, grace: Self.leftoverGrace)
        case .signal: return enter(.terminate, at: now, grace: .milliseconds(policy.terminateGrace))
        case .terminate: return enter(.kill, at: now, grace: .zero)
        case .running, .kill: return nil
        }
    }

    private func lingerEnd(from begin: Instant) -> Instant? {
        policy.leftovers == .wait ? nil : begin + .milliseconds(policy.linger)
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
