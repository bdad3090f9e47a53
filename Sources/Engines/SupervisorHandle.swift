/// One attempt and its supervisor, as the server sees them: the attempt's files, and the supervisor's death.
internal import JobDirectory
internal import Linux

/// Confined to the control loop. The files are the truth; notices only say when to look at them.
final class SupervisorHandle {
    /// How long an attempt may be without supervisor and without a sign of one before it counts as never
    /// started.
    private static let startLimit = Duration.seconds(5)

    private let job: JobID
    private let attempt: AttemptDirectory
    private let records: AttemptRecords
    private let launch: LaunchRecord?
    private let log: String
    private let index: String
    private let loop: EventLoop
    private let watcher: FileWatch
    private let indexing: WorkerPool
    private let usage: (AttemptRecords, LaunchRecord?) -> OrphanUsage
    private let report: (Observation) -> Void

    private var fileToken: FileWatch.Token?
    private var processHandle: FileDescriptor?
    private var processWatch: Watch?
    private var poll: Deadline?
    private var greeting: Greeting?
    /// False where the supervisor speaks a version that we do not: then stop.json is the only way.
    private var usesSocket = true
    private var main: MainWatch?
    /// For main's end, where it comes before it is watched.
    private var witness: ProcessHandle?
    private var guardian: OrphanGuardian?
    /// Holds the bytes in the FIFO while nobody else has it open (design.md section 3).
    private var fifo: FileDescriptor?
    private var holdsFIFO = false
    private var hasStarted = false
    private var hasMainEnded = false
    private var told = (stage: StopStage.running, stuck: [String]())
    /// What a full disk kept out of stop.json; whoever carries it out knows.
    private var unwritten: StopRecord?
    private var isOver = false
    private var isLookDue = false

    init(
        job: JobID, attempt: AttemptDirectory, launch: LaunchRecord?, log: String, index: String,
        loop: EventLoop, files watcher: FileWatch, indexing: WorkerPool,
        usage: @escaping (AttemptRecords, LaunchRecord?) -> OrphanUsage,
        report: @escaping (Observation) -> Void
    ) {
        self.job = job
        self.attempt = attempt
        records = AttemptRecords(directory: attempt)
        self.launch = launch
        self.log = log
        self.index = index
        self.loop = loop
        self.watcher = watcher
        self.indexing = indexing
        self.usage = usage
        self.report = report
    }

    func start(supervisor: String, environment: [String]) {
        observe()
        do throws(SystemError) {
            var spawn = ChildProcess.Launch(
                program: supervisor, arguments: ["anana-supervisor", attempt.path],
                environment: environment)
            spawn.workingDirectory = "/"
            spawn.output = .null
            // A supervisor says nothing unless it can't do its work; then this file says why.
            spawn.error = .path(attempt.path + "/supervisor.err", [.write, .create, .append])
            follow(try ChildProcess.spawn(spawn).pid)
        } catch {
            makeGuardian().fail("the supervisor could not be started: \(error)")
        }
    }

    /// Nothing is looked at yet, and nothing reported.
    func hold() {
        holdFIFO()
        witness = records.processes.flatMap { ProcessHandle($0.main) }
    }

    func resume(bootID: String) {
        if records.exit != nil { return lookSoon() }
        if let boot = launch?.bootID ?? records.processes?.bootID, boot != bootID {
            // Nothing of that boot lives, and no pid of it means anything any more.
            return makeGuardian().finish(lostBy: .reboot)
        }
        observe()
        findSupervisor()
        lookSoon()
        if processWatch == nil { pollSoon() } else { greet() }
    }

    /// - Returns: the stop that is wanted now.
    /// - Throws: where stop.json could not be written, and nobody could be told without it.
    func stop(_ mode: StopRecord.Mode, requester: String) throws(SystemError) -> StopRecord {
        var wish = StopRecord(mode: mode, requester: requester, time: WallClock.milliseconds)
        if let earlier = records.stop ?? unwritten {
            if earlier.mode >= mode { return earlier }
            wish.requester = earlier.requester
            wish.time = earlier.time
        }
        let failure = write(wish)
        if let failure, !failure.isOutOfSpace { throw failure }
        if let guardian {
            guardian.request(wish)
        } else {
            let isTold = usesSocket && attempt.send(.stop(wish.mode, requester: wish.requester))
            // The supervisor looks at the file once a second anyway; the socket only makes it look now.
            if let failure, !isTold { throw failure }
        }
        unwritten = failure == nil ? nil : wish
        return wish
    }

    private func write(_ wish: StopRecord) -> SystemError? {
        do throws(SystemError) {
            try AtomicFile.replace(attempt.stop, with: wish.encoded(), durability: .fileAndName)
            return nil
        } catch {
            return error
        }
    }

    func childEnded(_ pid: Int32, _ status: ExitStatus) {
        main?.childEnded(pid, status)
        guardian?.childEnded()
    }

    private func observe() {
        do throws(SystemError) {
            fileToken = try watcher.add(directory: attempt.path) { [unowned self] in lookSoon() }
        } catch {
            // A user's watches are limited (inotify(7)): without one the files are looked at once a second.
            lookLater()
        }
    }

    private func lookLater() {
        loop.after(.seconds(1)) { [weak self] in
            guard let self, !isOver else { return }
            look()
            lookLater()
        }
    }

    /// Watches it where its record names a process that lives and that can be watched.
    private func findSupervisor() {
        guard let supervisor = records.processes?.supervisor else { return }
        do throws(SystemError) {
            let handle = try ChildProcess.handle(of: supervisor.pid)
            // Asked after the descriptor is there: it pins whoever has the number.
            guard ProcessTable.identity(of: supervisor.pid) == supervisor else { return }
            try watch(handle)
        } catch {
            // Gone, or no descriptor left: its lock is asked once a second.
        }
    }

    /// A supervisor of another version is left to its work: what it can't be told it reads in stop.json.
    private func greet() {
        do throws(SystemError) {
            greeting = try Greeting(attempt, on: loop) { [weak self] answer in
                guard let self, case .strange(let what) = answer else { return }
                usesSocket = false
                report(
                    .trouble("its supervisor is of another version (\(what)): stop goes by way of stop.json"))
            }
        } catch {
            // No socket to be had: it is as if there were none, and stop.json is looked at all the same.
        }
    }

    /// A supervisor that runs but can't be watched (no descriptor left) is looked for once a second.
    private func follow(_ pid: Int32) {
        do throws(SystemError) { try watch(try ChildProcess.handle(of: pid)) } catch { pollSoon() }
    }

    private func pollSoon() {
        loop.atEndOfTurn { [weak self] in
            guard let self else { return }
            pollForSupervisor(until: loop.now + Self.startLimit)
        }
    }

    private func watch(_ handle: consuming FileDescriptor) throws(SystemError) {
        processWatch = try loop.watch(handle, for: .readable) { [unowned self] _ in supervisorEnded() }
        processHandle = consume handle
    }

    /// Not at once: a report must not come from within a call to the engine.
    private func lookSoon() {
        if isLookDue { return }
        isLookDue = true
        loop.atEndOfTurn { [weak self] in
            self?.isLookDue = false
            self?.look()
        }
    }

    /// Reads the files in the order in which they are written, and reports what is new.
    private func look() {
        if isOver { return }
        holdFIFO()
        if !hasStarted, let record = records.processes {
            hasStarted = true
            main = MainWatch(record, handle: witness, on: loop)
            witness = nil
            report(.started(at: record.time))
        }
        if let state = records.state, (state.stage, state.stuck) != told {
            told = (state.stage, state.stuck)
            report(.advanced(state.stage, stuck: state.stuck))
        }
        // Of a short job the waiter's file is there before the supervisor's.
        if hasStarted, !hasMainEnded, records.hasMainEnded {
            hasMainEnded = true
            report(.mainEnded)
        }
        if let record = records.exit { return end(record) }
        guardian?.look()
    }

    /// The supervisor makes it; it is gone again when the attempt is over.
    private func holdFIFO() {
        if holdsFIFO { return }
        do throws(SystemError) {
            fifo = try FileDescriptor.open(attempt.fifo, [.read, .nonblocking])
            holdsFIFO = true
        } catch {
            // Not there yet, or not to be had now: it is tried again at the next look, the waiter has it
            // meanwhile.
        }
    }

    private func supervisorEnded() {
        processWatch?.cancel()
        processWatch = nil
        processHandle = nil
        look()
        if !isOver { loseSupervisor() }
    }

    /// For an attempt whose supervisor is not known by pid: it may be about to start, or never come.
    private func pollForSupervisor(until limit: Instant) {
        if isOver || processWatch != nil || guardian != nil { return }
        // A lock that can't be looked at counts as free: the look at the processes finds what lives.
        let isHeld = (try? FileLock.isHeld(attempt.lock)) ?? false
        if !isHeld && (hasStarted || loop.now >= limit) { return loseSupervisor() }
        poll = loop.after(.seconds(1)) { [weak self] in
            guard let self else { return }
            findSupervisor()
            look()
            pollForSupervisor(until: isHeld ? loop.now + Self.startLimit : limit)
        }
    }

    /// No supervisor will write this attempt's end any more: the tree is ours.
    private func loseSupervisor() {
        let guardian = makeGuardian()
        if !guardian.adopt(main: main, hasStarted: hasStarted) {
            self.guardian = nil
            pollSoon()
        }
    }

    private func makeGuardian() -> OrphanGuardian {
        let guardian = OrphanGuardian(
            job: job, files: records, launch: launch, log: log, index: index, loop: loop,
            indexing: indexing, usage: usage(records, launch))
        guardian.advanced = { [weak self] in self?.lookSoon() }
        guardian.ended = { [weak self] record in self?.end(record) }
        self.guardian = guardian
        return guardian
    }

    private func end(_ record: ExitRecord) {
        if isOver { return }
        isOver = true
        if let fileToken { watcher.remove(fileToken) }
        processWatch?.cancel()
        poll?.cancel()
        fifo = nil
        guardian = nil
        main = nil
        report(.ended(record))
    }
}
