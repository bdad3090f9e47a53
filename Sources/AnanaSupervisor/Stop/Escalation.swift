/// Carries out a teardown: its clock, its signals, the kill loop, until no descendant is left.
internal import JobDirectory
internal import JobProcesses
internal import Linux

final class Escalation {
    private let loop: EventLoop
    private let policy: StopPolicy
    private var teardown: Teardown
    private var kill: TreeKill?
    private var timer: Deadline?
    private var observer: Deadline?
    private var hasMainEnded = false
    private var schedule = LookSchedule(at: .now)

    private(set) var tree: ProcessTree
    private(set) var isGone = false
    /// What SIGKILL has not ended for ten seconds, one text a process.
    private(set) var stuck: [String] = []

    var stageChanged: () -> Void = {}
    /// Called once, when there is no descendant left.
    var gone: () -> Void = {}

    init(_ policy: StopPolicy, waiter: Int32, on loop: EventLoop) {
        self.loop = loop
        self.policy = policy
        teardown = Teardown(policy: policy)
        tree = ProcessTree(waiter: waiter)
    }

    var stage: StopStage { teardown.stage }
    var killRounds: Int { kill?.rounds ?? 0 }
    var usedControlGroup: Bool { kill?.usedGroup ?? false }

    /// `group`: where main was born, if it was; `isHelper`: children of ours that are no part of the job.
    func mainStarted(
        _ main: ProcessIdentity, in group: ControlGroup?, isHelper: @escaping (ProcessIdentity) -> Bool
    ) {
        tree.main = main
        tree.group = group
        tree.isHelper = isHelper
        schedule = LookSchedule(at: .now)
        observe()
        // A stop that came when there was nothing to signal yet.
        switch stage {
        case .signal: if let signal = policy.signal.signal { tree.signalGroup(signal, at: stage) }
        case .terminate: tree.terminate(at: stage)
        case .running, .linger, .kill: break
        }
    }

    func request(_ mode: StopRecord.Mode) {
        perform(teardown.request(mode, at: .now))
    }

    func mainEnded() {
        hasMainEnded = true
        teardown.mainEnded()
        childEnded()
    }

    /// Who lives now, as exactly as it may cost.
    func processes() -> [ProcessTable.Entry] {
        if !look() { tree.refresh(at: stage) }
        return tree.living
    }

    /// For the receipt, when all are gone. `main`: how it ended.
    func processes(goneAt time: Int64, main: MainOutcome) -> [Receipt.Process] {
        tree.processes(goneAt: time, stage: stage, main: main)
    }

    /// A child of ours has ended, or may have: looks whether anything is left.
    func childEnded() {
        guard hasMainEnded, !isGone else { return }
        if tree.isGone { return conclude() }
        // The waiter alone is nothing left over: it is about to end.
        guard stage == .running, !tree.look(at: stage).isEmpty else { return }
        let action = teardown.leftBehind(at: .now)
        if action == nil { stageChanged() }
        perform(action)
    }

    private func perform(_ action: Teardown.Action?) {
        // Told before it is done: who takes our place then sends no second SIGINT. Cut short between the two
        // there is none at all, and SIGTERM comes after the grace.
        if action == .signalGroup { stageChanged() }
        switch action {
        case .signalGroup: if let signal = policy.signal.signal { tree.signalGroup(signal, at: stage) }
        case .terminateTree: tree.terminate(at: stage)
        case .killTree:
            kill = TreeKill(at: .now)
            killRound()
        case nil: break
        }
        if action != nil {
            stageChanged()
            schedule.hurry()
            observe()
        }
        arm()
    }

    private func arm() {
        timer?.cancel()
        guard !isGone, let deadline = teardown.deadline else { return }
        timer = loop.after(deadline - .now) { [self] in perform(teardown.advance(at: .now)) }
    }

    private func killRound() {
        guard !isGone, var kill else { return }
        let outcome = kill.round(on: &tree)
        self.kill = kill
        switch outcome {
        case .gone: if hasMainEnded { conclude() } else { again(after: .milliseconds(1)) }
        case .again(let pause):
            if kill.isStuck(at: .now) { noteStuck() }
            again(after: pause)
        }
    }

    private func again(after pause: Duration) {
        loop.after(pause) { [self] in killRound() }
    }

    private func noteStuck() {
        let living = tree.look(at: .kill)
        stuck = (living.isEmpty ? tree.unreaped : living).map(StuckProcess.describe)
        stageChanged()
    }

    private func observe() {
        observer?.cancel()
        guard !isGone, tree.main != nil, stage != .kill else { return }
        if !look() && stage > .linger { tree.refresh(at: stage) }
        observer = loop.after(schedule.interval) { [self] in observe() }
    }

    /// False where a look is not due.
    private func look() -> Bool {
        let lastPID = ProcessTable.lastPID()
        guard schedule.isDue(lastPID: lastPID, isStopping: stage > .linger, at: .now) else { return false }
        let begin = ProcessorTime.ofThread
        tree.look(at: stage)
        schedule.looked(lastPID: lastPID, for: ProcessorTime.ofThread - begin)
        return true
    }

    private func conclude() {
        isGone = true
        timer?.cancel()
        gone()
    }
}
