/// Takes a supervisor's place: its lock, its log, its tree; and writes the end that it will not write.
internal import JobDirectory
internal import JobProcesses
internal import Linux

/// Confined to the control loop; a report never comes from within a call.
final class OrphanGuardian {
    private let job: JobID
    private let files: AttemptRecords
    private let launch: LaunchRecord?
    private let logPath: String
    private let indexPath: String
    private let loop: EventLoop
    /// The supervisor's, once it is dead: one that comes late is turned away by it.
    private var lock: FileLock?
    /// The server is the log's one writer while this lives.
    private var log: OutputPump?
    private var logWatch: Watch?
    /// For what of a log takes long to index.
    private let indexing: WorkerPool
    private var adoption: Adoption?
    private let usage: OrphanUsage
    /// A stop that a full disk may have kept out of stop.json.
    private var wish: StopRecord?
    private var retry: Deadline?
    private var isOver = false

    /// The stage, main's end or what is stuck can be read anew.
    var advanced: () -> Void = {}
    var ended: (ExitRecord) -> Void = { _ in }

    init(
        job: JobID, files: AttemptRecords, launch: LaunchRecord?, log: String, index: String, loop: EventLoop,
        indexing: WorkerPool, usage: OrphanUsage
    ) {
        self.job = job
        self.files = files
        self.launch = launch
        logPath = log
        indexPath = index
        self.loop = loop
        self.indexing = indexing
        self.usage = usage
    }

    deinit { logWatch?.cancel() }

    /// False where a supervisor lives after all. `main`: where pids.json names it.
    func adopt(main: MainWatch?, hasStarted: Bool) -> Bool {
        // Before the log: who is being killed may still write it. What is in the FIFO our handle holds on to,
        // also when the waiter, which sees the lock held, lets go of it.
        guard takeLock() else { return false }
        openLog()
        let tree = OrphanedTree(
            job: job, nonce: launch?.nonce, processes: files.processes, attempt: files.directory, group: group)
        let adoption = Adoption(files, launch, tree: tree, main: main, on: loop)
        adoption.advanced = { [weak self] in self?.advanced() }
        adoption.mainEnded = { [weak self] in self?.advanced() }
        adoption.gone = { [weak self] in
            self?.usage.finish { [weak self] in self?.treeGone(hasStarted: hasStarted) }
        }
        self.adoption = adoption
        watchLog()
        tick()
        if main != nil { usage.begin { [weak adoption] in adoption?.processes() ?? [] } }
        loop.atEndOfTurn { [weak self] in self?.adoption?.begin() }
        return true
    }

    func request(_ stop: StopRecord) {
        wish = stop
        adoption?.request(stop.mode)
    }

    func childEnded() { adoption?.childEnded() }

    /// A file of the attempt is new.
    func look() { adoption?.lookAtFiles() }

    /// Nothing was started.
    func fail(_ message: String) {
        let failure = MainRecord(launchFailure: LaunchFailure(reason: .other, message: message))
        loop.atEndOfTurn { [weak self] in self?.writeEnd(failure, nil) }
    }

    /// Says what main.json tells; where it tells nothing, a code that nobody knows stays unknown.
    func finish(lostBy loss: ExitRecord.Loss) {
        let main = files.main
        loop.atEndOfTurn { [weak self] in self?.writeEnd(main, main == nil ? loss : nil) }
    }

    private func treeGone(hasStarted: Bool) {
        guard let adoption else { return }
        let main = adoption.record ?? files.main
        if main == nil && !mayHaveStarted && !adoption.hasSeenAny {
            return writeEnd(MainRecord(launchFailure: Self.neverStarted), nil)
        }
        // Without pids.json main was killed for that alone, unless a stop was wanted anyhow.
        let isStopped = stop != nil && (hasStarted ? adoption.wasAskedInTime : adoption.hasSeenAny)
        let wasKilledUnseen = !hasStarted && main?.outcome.signal == Signal.kill.number
        writeEnd(main, !isStopped && (main == nil || wasKilledUnseen) ? .supervisorLost : nil)
    }

    private var stop: StopRecord? { files.stop ?? wish }

    /// Where pids.json does not tell, the supervisor was in the cgroup that we are in.
    private var group: ControlGroup? {
        if let processes = files.processes { return processes.controlGroup.map { ControlGroup(path: $0) } }
        guard let launch, let place = ControlGroupPlace.unified else { return nil }
        return AttemptGroup.group(of: job, attempt: launch.attempt, below: place.path)
    }

    /// The FIFO is made before the waiter is started, and it is there until the end is told.
    private var mayHaveStarted: Bool {
        FileSystem.exists(files.directory.fifo) || FileSystem.exists(files.directory.processes)
    }

    private static let neverStarted = LaunchFailure(
        reason: .other, message: "the supervisor ended before it started anything")

    private func writeEnd(_ main: MainRecord?, _ loss: ExitRecord.Loss?) {
        openLog()
        logWatch?.cancel()
        log?.finish()
        let counts = log?.counts ?? LogCounts()
        let end = OrphanEnd(
            files: files, wish: stop, main: main, loss: loss, goneAt: WallClock.milliseconds, log: counts,
            logFailure: log?.failure, adoption: adoption, gpus: usage.gpus)
        if let receipt = end.receipt {
            // On a full disk it is left out.
            try? AtomicFile.replace(files.directory.receipt, with: receipt.encoded())
        }
        do throws(SystemError) {
            try write(end.record)
            removeDoors()
            over(end.record)
        } catch {
            // The disk is full, say: the slot stays taken until the end can be recorded.
            retry = loop.after(.seconds(1)) { [weak self] in self?.writeEnd(main, loss) }
        }
    }

    private func write(_ record: ExitRecord) throws(SystemError) {
        let path = files.directory.exit
        do throws(SystemError) {
            try AtomicFile.create(path, with: record.encoded())
        } catch where error.exists {
            if let written = files.exit { return over(written) }
            // Torn by a crash of the machine: it says nothing, and nobody else will say it.
            try AtomicFile.replace(path, with: record.encoded(), durability: .fileAndName)
        }
    }

    private func over(_ record: ExitRecord) {
        guard !isOver else { return }
        isOver = true
        retry?.cancel()
        ended(record)
    }

    /// False where a supervisor holds it after all.
    private func takeLock() -> Bool {
        do throws(SystemError) {
            lock = try FileLock.acquire(files.directory.lock)
            return lock != nil
        } catch {
            // A file system without locks: the look at the processes finds what lives.
            return true
        }
    }

    /// What can't be opened now (no descriptor left, say) is tried again each second; main waits for it.
    private func openLog() {
        guard log == nil else { return }
        do throws(SystemError) {
            log = try OutputPump(
                .init(fifo: files.directory.fifo, log: logPath, index: indexPath),
                retention: launch?.retention ?? .everything, indexing: indexing)
        } catch {
            log = nil
        }
    }

    private func watchLog() {
        do throws(SystemError) { logWatch = try log?.watch(on: loop, mayNap: false) } catch {
            // No watch to be had: the tick moves what comes.
        }
    }

    private func tick() {
        loop.after(.seconds(1)) { [weak self] in
            guard let self, !isOver else { return }
            openLog()
            if logWatch == nil { watchLog() }
            if logWatch == nil { log?.readable() }
            log?.retry()
            tick()
        }
    }

    private func removeDoors() {
        // What can't be removed is an empty name in a finished attempt.
        try? FileSystem.remove(files.directory.fifo)
        try? FileSystem.remove(files.directory.control)
        if let group = files.processes?.controlGroup { ControlGroup(path: group).remove() }
    }
}
