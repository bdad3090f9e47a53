/// Stands in for a supervisor that died: its tree runs on, a stop is carried out, its end is proved.
internal import JobDirectory
internal import JobProcesses
internal import Linux

/// Confined to the control loop. Without pids.json nobody can say what runs: then the tree is killed at once.
final class Adoption {
    private let loop: EventLoop
    private let files: AttemptRecords
    private let launch: LaunchRecord?
    private let main: MainWatch?
    private var tree: OrphanedTree
    private var sender: OrphanSignals
    private var teardown: Teardown
    private var timer: Deadline?
    private var look: Deadline?
    private var verdict: Deadline?
    private var emptyLooks = 0
    private var killBegan: Instant?
    private var isGone = false

    private(set) var stuck: [String] = []
    private(set) var rounds = 0
    private(set) var hasMainEnded = false
    /// nil where nobody knows how main ended.
    private(set) var record: MainRecord?
    private(set) var hasTimedOut = false
    /// Whether a stop was asked for while main lived.
    private(set) var wasAskedInTime = false
    private(set) var endedStage: StopStage?
    /// In which stage we had sent main the signal that ended it; nil where we had not.
    private(set) var sentStage: StopStage?

    var advanced: () -> Void = {}
    var mainEnded: () -> Void = {}
    /// Called once, when nothing is left.
    var gone: () -> Void = {}

    init(
        _ files: AttemptRecords, _ launch: LaunchRecord?, tree: OrphanedTree, main: MainWatch?,
        on loop: EventLoop
    ) {
        self.files = files
        self.launch = launch
        self.tree = tree
        self.main = main
        self.loop = loop
        sender = OrphanSignals(main: files.processes?.main)
        teardown = Teardown(policy: launch?.stop ?? StopPolicy())
    }

    var stage: StopStage { teardown.stage }
    var hasSeenAny: Bool { tree.hasSeenAny }
    var signals: [Receipt.SentSignal] { sender.sent }
    var usedControlGroup: Bool { sender.usedGroup }
    var seen: Int { tree.seen }
    /// The numbers of all that were seen, and the waiter's.
    var family: Set<Int32> { tree.family }

    /// Who lives now, as exactly as it may cost.
    func processes() -> [ProcessTable.Entry] { tree.look(at: stage, isThorough: false) }

    func receipt(goneAt: Int64) -> [Receipt.Process] {
        tree.receipt(goneAt: goneAt, stage: stage, main: record?.outcome ?? .unknown)
    }

    func begin() {
        guard let main else {
            hasMainEnded = files.hasMainEnded
            record = files.main
            // Nothing to report: perhaps nothing ever ran.
            _ = teardown.request(.kill, at: .now)
            killBegan = .now
            return prove()
        }
        main.gone = { [weak self] in self?.conclude() }
        _ = tree.look(at: stage)
        takeOver()
        if main.goneSince != nil { conclude() }
    }

    /// A stop is wanted.
    func request(_ mode: StopRecord.Mode) {
        if !hasMainEnded, main?.goneSince == nil { wasAskedInTime = true }
        perform(teardown.request(mode, at: .now))
    }

    /// A file of the attempt is new.
    func lookAtFiles() {
        if let stop = files.stop { request(stop.mode) }
        conclude()
    }

    /// A child of ours has ended: perhaps one that was left to us.
    func childEnded() {
        guard hasMainEnded else { return conclude() }
        // Two empty looks must lie apart: none of them is hastened.
        if emptyLooks == 0 && stage != .kill { again(after: .milliseconds(1)) { [self] in prove() } }
    }

    /// Main is gone, or its end is on the disk: says how it ended once that is known, or can't be any more.
    func conclude() {
        guard let main, !hasMainEnded else { return }
        if let written = files.main {
            record = written
        } else if main.goneSince != nil && tree.isWaiterAlive && !main.hasHadPatience {
            return concludeSoon()
        } else if let known = main.record() {
            record = known
            // Once: it is not known a second time. A full disk forgets it, the record of the end does not.
            try? AtomicFile.replace(files.directory.main, with: known.encoded(), durability: .fileAndName)
        } else if main.goneSince == nil {
            return
        } else if !main.hasHadPatience {
            return concludeSoon()
        }
        hasMainEnded = true
        teardown.mainEnded()
        endedStage = stage
        // Now: what is sent from here on is for those that main left behind.
        sentStage = record?.outcome.signal.flatMap { sender.stage(ofSignal: $0) }
        mainEnded()
        prove()
    }

    private func concludeSoon() {
        verdict?.cancel()
        verdict = loop.after(.milliseconds(20)) { [weak self] in self?.conclude() }
    }

    /// Goes on where the supervisor was, by its clock: it never starts anew.
    private func takeOver() {
        if let state = files.state {
            hasTimedOut = hadTimedOut(state)
            teardown = Teardown(
                policy: teardown.policy, at: state.stage,
                since: .now + .milliseconds(min(0, state.time - WallClock.milliseconds)),
                isStop: files.stop != nil || hasTimedOut)
            if stage == .kill { perform(.killTree) } else { arm() }
        }
        if let stop = files.stop { request(stop.mode) }
        watchTimeLimit()
    }

    /// Whether the supervisor had begun to stop main for its time limit: no stop.json tells of that.
    private func hadTimedOut(_ state: StateRecord) -> Bool {
        guard files.stop == nil, state.stage >= .signal, let timeout = launch?.timeout,
            let started = files.processes?.time
        else { return false }
        let limit = started + timeout
        return state.time >= limit && files.main?.endedAt ?? .max >= limit
    }

    private func watchTimeLimit() {
        guard let timeout = launch?.timeout, let started = files.processes?.time, stage == .running else {
            return
        }
        loop.after(.milliseconds(max(0, started + timeout - WallClock.milliseconds))) { [weak self] in
            guard let self, !isGone, !hasMainEnded, stage == .running else { return }
            hasTimedOut = true
            request(.graceful)
        }
    }

    private func perform(_ action: Teardown.Action?) {
        // Before it is done: who takes over from us sends no second Ctrl-C.
        if action != nil { report() }
        switch action {
        case .signalGroup:
            if let signal = teardown.policy.signal.signal {
                sender.signalGroup(signal, at: stage, in: &tree)
            }
        case .terminateTree: sender.terminate(at: stage, in: &tree)
        case .killTree:
            killBegan = .now
            prove()
        case nil: break
        }
        arm()
    }

    private func arm() {
        timer?.cancel()
        guard !isGone, let deadline = teardown.deadline else { return }
        timer = loop.after(deadline - .now) { [weak self] in
            guard let self, !isGone else { return }
            perform(teardown.advance(at: .now))
        }
    }

    private func report() {
        let state = StateRecord(stage: stage, time: WallClock.milliseconds, log: LogCounts(), stuck: stuck)
        // For whoever takes over from us; without it the stage begins anew.
        try? AtomicFile.replace(files.directory.state, with: state.encoded(), durability: .none)
        advanced()
    }

    /// Nothing is left when two looks 100 ms apart find nothing: who is not the subreaper has no ECHILD.
    private func prove() {
        guard !isGone, hasMainEnded || stage == .kill else { return }
        let members = tree.look(at: stage)
        if stage == .kill { rounds += 1 }
        if members.isEmpty { return proveEmpty() }
        emptyLooks = 0
        switch stage {
        case .running:
            let action = teardown.leftBehind(at: .now)
            if action == nil { report() }
            perform(action)
            again(after: .milliseconds(50)) { [self] in prove() }
        case .linger, .signal, .terminate: again(after: .milliseconds(200)) { [self] in prove() }
        case .kill: killRound(members)
        }
    }

    private func proveEmpty() {
        if tree.isWaiterAlive {
            emptyLooks = 0
            if let main, main.hasHadPatience { sender.killWaiter(files.processes?.waiter) }
            return again(after: .milliseconds(20)) { [self] in prove() }
        }
        // In the kill stage main may be gone and its end not told yet.
        guard hasMainEnded || main == nil else {
            return again(after: .milliseconds(20)) { [self] in prove() }
        }
        emptyLooks += 1
        guard emptyLooks == 2 else { return again(after: .milliseconds(100)) { [self] in prove() } }
        isGone = true
        timer?.cancel()
        gone()
    }

    private func killRound(_ members: [ProcessTable.Entry]) {
        sender.kill(members, tree.group, waiter: files.processes?.waiter.pid)
        guard let killBegan, .now - killBegan > StuckProcess.patience else {
            return again(after: rounds < 200 ? .milliseconds(2) : .milliseconds(50)) { [self] in prove() }
        }
        stuck = members.map(StuckProcess.describe)
        report()
        again(after: .seconds(1)) { [self] in prove() }
    }

    private func again(after pause: Duration, _ action: @escaping () -> Void) {
        look?.cancel()
        look = loop.after(pause) { [weak self] in
            guard let self, !isGone else { return }
            action()
        }
    }
}
