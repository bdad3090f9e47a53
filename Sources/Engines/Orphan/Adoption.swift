/// Stands in for a supervisor that died: its tree runs on, a stop is carried out, its end is proved.
internal import JobDirectory
internal import Linux

/// Confined to the control loop. Without pids.json nobody can say what runs: then the tree is killed at once.
final class Adoption {
    /// What is left over when main has ended by itself gets this long after SIGTERM.
    private static let leftoverGrace: Int64 = 5_000
    /// After this long under SIGKILL something must be in an uninterruptible sleep.
    private static let killPatience = Duration.seconds(10)

    private let loop: EventLoop
    private let files: AttemptRecords
    private let launch: LaunchRecord?
    private let main: MainWatch?
    private var tree: OrphanedTree
    private var sender: OrphanSignals
    private var timer: Deadline?
    private var look: Deadline?
    private var verdict: Deadline?
    private var emptyLooks = 0
    private var killBegan: Instant?
    private var isGone = false

    private(set) var stage = StopStage.running
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
    }

    var hasSeenAny: Bool { tree.hasSeenAny }
    var signals: [Receipt.SentSignal] { sender.sent }
    var usedControlGroup: Bool { sender.usedGroup }
    var seen: Int { tree.seen }

    func receipt(goneAt: Int64) -> [Receipt.Process] {
        tree.receipt(goneAt: goneAt, stage: stage, main: record?.outcome ?? .unknown)
    }

    func begin() {
        guard let main else {
            hasMainEnded = files.hasMainEnded
            record = files.main
            // Nothing to report: perhaps nothing ever ran.
            stage = .kill
            killBegan = .now
            return prove()
        }
        main.gone = { [weak self] in self?.conclude() }
        _ = tree.look(at: stage)
        takeOver()
        if main.goneSince != nil { conclude() }
    }

    /// A stop is wanted. One that is no stronger than what is under way changes nothing; its clock runs on.
    func request(_ mode: StopRecord.Mode) {
        if !hasMainEnded, main?.goneSince == nil { wasAskedInTime = true }
        var target = mode.firstStage
        // The same again is no more, also when main has ended meanwhile and its children save what they have.
        if target <= stage { return }
        // Without a first signal, or without main to send it to, a graceful stop begins with SIGTERM.
        if target == .signal && (policy.signal == .none || hasMainEnded) { target = .terminate }
        if target > stage { enter(target, at: .now) }
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

    private var policy: StopPolicy { launch?.stop ?? StopPolicy() }

    /// Goes on where the supervisor was, by its clock: it never starts anew.
    private func takeOver() {
        if let state = files.state {
            stage = state.stage
            let passed = max(0, WallClock.milliseconds - state.time)
            switch stage {
            case .running: break
            case .linger: lingerOn(passed: passed)
            case .signal: arm(policy.grace - passed, .terminate)
            case .terminate:
                arm((files.stop == nil ? Self.leftoverGrace : policy.terminateGrace) - passed, .kill)
            case .kill: enter(.kill, at: .now)
            }
        }
        if let stop = files.stop { request(stop.mode) }
        watchTimeLimit()
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

    private func lingerOn(passed: Int64) {
        stage = .linger
        if policy.leftovers == .stop { arm(policy.linger - passed, .terminate) }
    }

    private func arm(_ milliseconds: Int64, _ next: StopStage) {
        timer?.cancel()
        timer = loop.after(.milliseconds(max(0, milliseconds))) { [weak self] in
            guard let self, !isGone, next > stage else { return }
            enter(next, at: .now)
        }
    }

    private func enter(_ next: StopStage, at now: Instant) {
        let wasLinger = stage == .linger
        stage = next
        // Before it is done: who takes over from us sends no second Ctrl-C.
        report()
        switch next {
        case .signal:
            if let number = policy.signal.number { sender.signalGroup(number, at: next, in: &tree) }
            arm(policy.grace, .terminate)
        case .terminate:
            sender.terminate(at: next, in: &tree)
            arm(wasLinger ? Self.leftoverGrace : policy.terminateGrace, .kill)
        case .kill:
            timer?.cancel()
            killBegan = now
            prove()
        case .running, .linger: preconditionFailure("a stop never goes back to \(next)")
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
            lingerOn(passed: 0)
            report()
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
        guard let killBegan, .now - killBegan > Self.killPatience else {
            return again(after: rounds < 200 ? .milliseconds(2) : .milliseconds(50)) { [self] in prove() }
        }
        stuck = members.map(OrphanSignals.describe)
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
