/// One attempt of a job, from the start of its waiter to the proof that its tree is gone; all on one loop.
internal import Glibc
internal import JobDirectory
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
    private var escalation: Escalation?
    private var control: ControlSocket?
    private var watches: [Watch] = []
    private var stopFile: StopFile
    private var stop: ExitRecord.Stop?
    private var isProcessRecordDue = false
    private var goneAt: Int64 = 0

    /// Makes the FIFO and opens the log; nothing runs yet.
    init(_ attempt: AttemptDirectory, _ launch: LaunchRecord) throws(SystemError) {
        loop = try EventLoop()
        self.attempt = attempt
        self.launch = launch
        try Pipe.makeFIFO(attempt.fifo)
        pump = try OutputPump(fifo: attempt.fifo, log: launch.log, index: launch.index)
        childSignal = try SignalDescriptor([.child])
        main = MainProcess(attempt, on: loop)
        stopFile = StopFile(attempt.stop)
    }

    /// Starts the waiter, which starts main. `directory`: the attempt's, by a name that other processes can
    /// use.
    func start(directory: String) throws(SystemError) {
        watches = [
            try loop.watch(pump.fifo, for: .readable) { [unowned self] _ in pump.readable() },
            try loop.watch(childSignal.descriptor, for: .readable) { [unowned self] _ in childEnded() },
        ]
        listen()
        main.started = { [unowned self] in mainStarted() }
        main.ended = { [unowned self] in mainEnded() }
        try main.start(directory: directory, supervisor: getpid())
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
            goneAt: goneAt, stop: stop, stage: stage, log: pump.counts)
    }

    /// What nobody needs any more once exit.json is there.
    func removeTraces() {
        control?.close()
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
        // One that was written before main ended counts, although it is seen only now.
        let isBeforeEnd = !main.hasEnded || time <= main.record?.endedAt ?? .min
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
        escalation?.mainStarted(report.main)
        isProcessRecordDue = true
        writeProcesses()
        writeState()
        // A stop that came before there was anything to stop.
        lookAtStopFile()
    }

    private func mainEnded() {
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
        pump.finish()
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
            main: report.main)
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
            processes: escalation.tree.processes(goneAt: goneAt, stage: stage))
        // On a full disk it is left out; exit.json has its room already.
        try? AtomicFile.replace(attempt.receipt, with: receipt.encoded(), durability: .file)
    }
}
