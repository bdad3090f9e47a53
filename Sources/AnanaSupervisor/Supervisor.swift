/// One attempt of a job, from the start of its waiter to the proof that its tree is gone; all on one loop.
internal import Glibc
internal import JobDirectory
internal import JobProcesses
internal import Linux

final class Supervisor {
    /// Between two looks at stop.json, at a full disk, and at a record that could not be written.
    private static let tickInterval = Duration.seconds(1)

    let loop: EventLoop
    private let attempt: AttemptDirectory
    private let launch: LaunchRecord
    private let pump: OutputPump
    private let childSignal: SignalDescriptor
    private let main: MainProcess
    /// Where main is to be born; nil where no cgroup can be had.
    private let group: ControlGroup?
    private var witness: EndWitness
    private var escalation: Escalation?
    private var control: ControlSocket?
    private var watches: [Watch] = []
    private var stopFile: StopFile
    private var stop: ExitRecord.Stop?
    /// For what the disk or the kernel may hold up.
    private let background: WorkerPool
    private let gpu: GPUMonitor?
    private let gpuUse: GPUUse
    private var sampler: UsageSampler?
    private var isProcessRecordDue = false
    private var goneAt: Int64 = 0

    /// Makes the FIFO and opens the log; nothing runs yet.
    init(_ attempt: AttemptDirectory, _ launch: LaunchRecord) throws(SystemError) {
        loop = try EventLoop()
        self.attempt = attempt
        self.launch = launch
        try Pipe.makeFIFO(attempt.fifo)
        // First, so that no thread ever gets the signal.
        childSignal = try SignalDescriptor([.child])
        background = try WorkerPool(threads: 1, capacity: 8)
        pump = try OutputPump(
            .init(fifo: attempt.fifo, log: launch.log, index: launch.index), retention: launch.retention,
            indexing: WorkerPool(threads: 1, capacity: 8), synchronizing: background)
        pump.beginAttempt()
        gpu = GPUMonitor(leased: launch.lease.gpus, searchPath: Environment["PATH"])
        gpuUse = GPUUse(launch.lease.gpus)
        main = MainProcess(attempt, on: loop)
        group = ControlGroupPlace.unified.flatMap {
            ControlGroup.make(AttemptGroup.name(of: launch.job, attempt: launch.attempt), below: $0.path)
        }
        witness = EndWitness(
            timeout: launch.timeout, memory: MemoryCounters(group: group, supervisor: getpid()))
        stopFile = StopFile(attempt.stop)
    }

    /// Starts the waiter, which starts main. `directory`: the attempt's, by a name that other processes can
    /// use.
    func start(directory: String) throws(SystemError) {
        watches = [
            try pump.watch(on: loop, mayNap: true),
            try loop.watch(childSignal.descriptor, for: .readable) { [unowned self] _ in childEnded() },
        ].compactMap(\.self)
        listen()
        gpuUse.note(.before, from: gpu, on: loop) { [unowned self] in
            isProcessRecordDue = gpu != nil
            if main.report != nil { writeProcesses() }
        }
        main.started = { [unowned self] in mainStarted() }
        main.ended = { [unowned self] in mainEnded() }
        do throws(SystemError) {
            try main.start(directory: directory, supervisor: getpid(), in: group)
        } catch {
            group?.remove()
            throw error
        }
        let escalation = Escalation(launch.stop, waiter: main.waiter?.pid ?? 0, on: loop)
        escalation.stageChanged = { [unowned self] in writeState() }
        escalation.gone = { [unowned self] in treeGone() }
        self.escalation = escalation
        tick()
    }

    /// As it is when the tree is gone and `loop` has ended.
    var exitRecord: ExitRecord {
        ExitRecord(
            author: .supervisor, main: outcome, startedAt: main.report?.startedAt,
            endedAt: main.record?.endedAt,
            goneAt: goneAt, stop: stop, stage: stage, log: pump.counts, evidence: evidence)
    }

    /// What nobody needs any more once exit.json is there.
    func removeTraces() {
        control?.close()
        group?.remove()
        do throws(SystemError) { try FileSystem.remove(attempt.fifo) } catch {
            // exit.json says that it means nothing any more; the server removes it.
        }
    }

    private var stage: StopStage { escalation?.stage ?? .running }

    private var outcome: MainOutcome {
        if let record = main.record { return record.outcome }
        if main.report != nil || stage == .kill { return .unknown }
        return .launchFailure(
            LaunchFailure(reason: .other, message: "the waiter ended before it could start main"))
    }

    private var evidence: EndEvidence {
        guard let tree = escalation?.tree else { return EndEvidence() }
        let sentStage = outcome.signal.flatMap {
            tree.stage(ofSignal: $0, until: main.record?.endedAt ?? goneAt)
        }
        return witness.evidence(
            of: outcome, family: tree.family, sentStage: sentStage, logFailure: pump.failure)
    }

    private func listen() {
        do throws(SystemError) {
            control = try ControlSocket(
                attempt.control, on: loop, answer: { [unowned self] _ in .status(status) },
                act: { [unowned self] request in act(request) })
        } catch {
            // Some file systems have no sockets: stop.json is the way then.
        }
    }

    private var status: ControlMessage.Status {
        ControlMessage.Status(
            version: ControlMessage.version, job: launch.job.text, attempt: launch.attempt, pid: getpid(),
            stage: stage, log: pump.counts)
    }

    private func act(_ request: ControlMessage.Request) {
        switch request {
        case .hello: break
        case .stop(let mode, let requester): requestStop(mode, by: requester, at: WallClock.milliseconds)
        case .kill(let requester): requestStop(.kill, by: requester, at: WallClock.milliseconds)
        }
    }

    private func requestStop(_ mode: StopRecord.Mode, by requester: String, at time: Int64) {
        guard let escalation, !escalation.isGone else { return }
        let first = stop
        // One that was written before main ended counts, although it is seen only now. In the same
        // millisecond main, whose end is known, was first.
        let isBeforeEnd = !main.hasEnded || time < main.record?.endedAt ?? .min
        stop = ExitRecord.Stop(
            mode: max(first?.mode ?? mode, mode), requester: first?.requester ?? requester,
            time: first?.time ?? time, beforeEnd: first?.beforeEnd ?? isBeforeEnd)
        escalation.request(mode)
    }

    private func lookAtStopFile() {
        if let record = stopFile.changed() { requestStop(record.mode, by: record.requester, at: record.time) }
    }

    private func mainStarted() {
        guard let report = main.report else { return }
        if group?.members.contains(report.main.pid) == false { group?.remove() }
        escalation?.mainStarted(report.main, in: mainGroup) { [gpu] in gpu?.isHelper($0) ?? false }
        startSampler()
        if let timeout = launch.timeout {
            let passed = WallClock.milliseconds - report.startedAt
            loop.after(.milliseconds(max(0, timeout - passed))) { [self] in timeLimitReached() }
        }
        isProcessRecordDue = true
        writeProcesses()
        writeState()
        // A stop that came before there was anything to stop.
        lookAtStopFile()
    }

    private func startSampler() {
        do throws(SystemError) {
            let file = try UsageFile(attempt.usage, on: background)
            sampler = UsageSampler(file, gpu: gpu, began: .now, on: loop) { [unowned self] in
                escalation?.processes() ?? []
            }
        } catch {
            // A full disk: a job without a curve is a job all the same.
        }
    }

    /// A stop that was asked for before goes its own way.
    private func timeLimitReached() {
        guard stop == nil else { return }
        if !main.hasEnded { witness.timedOut() }
        requestStop(.graceful, by: "time_limit", at: WallClock.milliseconds)
    }

    /// nil where main was not born in it.
    private var mainGroup: ControlGroup? {
        guard let group, let report = main.report, group.members.contains(report.main.pid) else { return nil }
        return group
    }

    private func mainEnded() {
        witness.mainEnded(at: stage)
        // Asked for before main ended, although seen only now.
        lookAtStopFile()
        if case .launchFailure(let failure) = main.record?.end {
            pump.say("cannot start: \(failure.message)")
        }
        escalation?.mainEnded()
        // Nobody knows whether the waiter had started main: nothing may live on unseen.
        if main.report == nil && main.record == nil { escalation?.request(.kill) }
    }

    private func childEnded() {
        do throws(SystemError) { while try childSignal.next() != nil {} } catch {
            // The tick asks as well.
        }
        escalation?.childEnded()
    }

    private func tick() {
        lookAtStopFile()
        pump.retry()
        if isProcessRecordDue { writeProcesses() }
        escalation?.childEnded()
        loop.after(Self.tickInterval) { [self] in tick() }
    }

    private func treeGone() {
        goneAt = WallClock.milliseconds
        sampler?.stop()
        pump.finish()
        gpuUse.note(.after, from: gpu, on: loop) { [self] in conclude() }
    }

    private func conclude() {
        writeReceipt()
        for watch in watches { watch.cancel() }
        loop.stop()
    }

    private func writeProcesses() {
        guard let waiter = main.waiter, let report = main.report,
            let supervisor = ProcessTable.identity(of: getpid())
        else { return }
        let record = ProcessRecord(
            bootID: launch.bootID, time: report.startedAt, supervisor: supervisor, waiter: waiter,
            main: report.main, controlGroup: escalation?.tree.group?.path, memory: witness.memory.marks,
            gpus: gpuUse.gpus)
        do throws(SystemError) {
            try AtomicFile.replace(attempt.processes, with: record.encoded(), durability: .fileAndName)
            isProcessRecordDue = false
        } catch {
            // A full disk; the tick tries again.
        }
    }

    private func writeState() {
        let record = StateRecord(
            stage: stage, time: WallClock.milliseconds, log: pump.counts, stuck: escalation?.stuck ?? [])
        // For onlookers only: the next stage writes it again.
        try? AtomicFile.replace(attempt.state, with: record.encoded(), durability: .none)
    }

    private func writeReceipt() {
        guard let escalation else { return }
        let receipt = Receipt(
            requestedAt: stop?.time, goneAt: goneAt, signals: escalation.tree.signals,
            rounds: escalation.killRounds,
            processes: escalation.processes(goneAt: goneAt, main: outcome), requester: stop?.requester,
            usedControlGroup: escalation.usedControlGroup, lostBytes: pump.counts.lostBytes,
            gpus: gpuUse.gpus, seen: escalation.tree.seen)
        // On a full disk it is left out; exit.json has its room already.
        try? AtomicFile.replace(attempt.receipt, with: receipt.encoded(), durability: .file)
    }
}
