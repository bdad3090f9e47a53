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
    private let files: FileWatch
    private let report: (Observation) -> Void

    private var fileToken: FileWatch.Token?
    private var processHandle: FileDescriptor?
    private var processWatch: Watch?
    private var poll: Deadline?
    private var orphans: OrphanScan?
    /// Holds the bytes in the FIFO while nobody else has it open (design.md section 3).
    private var fifo: FileDescriptor?
    private var holdsFIFO = false
    /// The supervisor's, once it is dead: one that comes late is turned away by it.
    private var lock: FileLock?
    private var hasStarted = false
    private var hasMainEnded = false
    private var isOver = false
    private var isLookDue = false

    init(
        job: JobID, attempt: AttemptDirectory, launch: LaunchRecord?, log: String, index: String,
        loop: EventLoop, files: FileWatch, report: @escaping (Observation) -> Void
    ) {
        self.job = job
        self.attempt = attempt
        records = AttemptRecords(directory: attempt)
        self.launch = launch
        self.log = log
        self.index = index
        self.loop = loop
        self.files = files
        self.report = report
    }

    func start(supervisor: String) {
        observe()
        do throws(SystemError) {
            var spawn = ChildProcess.Launch(
                program: supervisor, arguments: ["anana-supervisor", attempt.path],
                environment: Environment.all)
            spawn.workingDirectory = "/"
            spawn.output = .null
            // A supervisor says nothing unless it can't do its work; then this file says why.
            spawn.error = .path(attempt.path + "/supervisor.err", [.write, .create, .append])
            follow(try ChildProcess.spawn(spawn).pid)
        } catch {
            fail("the supervisor could not be started: \(error)")
        }
    }

    func resume(bootID: String) {
        if records.exit != nil { return lookSoon() }
        let processes = records.processes
        if let boot = launch?.bootID ?? processes?.bootID, boot != bootID {
            // Nothing of that boot lives, so no SIGKILL was ours.
            return finish(records.main, lostBy: .reboot)
        }
        observe()
        findSupervisor()
        lookSoon()
        if processWatch == nil { pollSoon() }
    }

    /// - Throws: where stop.json could not be written.
    func stop(_ mode: StopRecord.Mode, requester: String) throws(SystemError) {
        var wish = StopRecord(mode: mode, requester: requester, time: WallClock.milliseconds)
        if let earlier = records.stop {
            if earlier.mode >= mode { return }
            wish.requester = earlier.requester
            wish.time = earlier.time
        }
        try AtomicFile.replace(attempt.stop, with: wish.encoded(), durability: .fileAndName)
        // The supervisor looks at the file once a second anyway; the socket only makes it look now.
        try? poke(.stop(wish.mode, requester: wish.requester))
    }

    private func observe() {
        do throws(SystemError) {
            fileToken = try files.add(directory: attempt.path) { [unowned self] in lookSoon() }
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
        guard let supervisor = records.processes?.supervisor else {
            return
        }
        do throws(SystemError) {
            let handle = try ChildProcess.handle(of: supervisor.pid)
            // Asked after the descriptor is there: it pins whoever has the number.
            guard ProcessTable.identity(of: supervisor.pid) == supervisor else { return }
            try watch(handle)
        } catch {
            // Gone, or no descriptor left: its lock is asked once a second.
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
            report(.started(at: record.time))
        }
        // Of a short job the waiter's file is there before the supervisor's.
        if hasStarted, !hasMainEnded, FileSystem.exists(attempt.main) {
            hasMainEnded = true
            report(.mainEnded)
        }
        if let record = records.exit { end(record) }
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
        if isOver || processWatch != nil { return }
        // A lock that can't be looked at counts as free: the scan finds what lives.
        let isHeld = (try? FileLock.isHeld(attempt.lock)) ?? false
        if !isHeld && (hasStarted || loop.now >= limit) { return loseSupervisor() }
        poll = loop.after(.seconds(1)) { [weak self] in
            guard let self else { return }
            findSupervisor()
            look()
            pollForSupervisor(until: isHeld ? loop.now + Self.startLimit : limit)
        }
    }

    /// No supervisor will write this attempt's end: ours to end what is left of the tree, and to say what is
    /// known.
    private func loseSupervisor() {
        guard takeLock() else { return pollSoon() }
        let endedBefore = records.main
        let processes = records.processes
        orphans = OrphanScan(
            loop: loop, job: job, nonce: launch?.nonce, processes: processes, fifo: attempt.fifo
        ) { [weak self] found in
            guard let self else { return }
            let main = records.main
            if !hasStarted && !found && main == nil {
                fail("the supervisor ended before it started anything")
            } else if endedBefore == nil && main?.outcome.signal == Signal.kill.number {
                // That signal may have been ours, for what the supervisor left behind.
                finish(main, lostBy: .supervisorLost, isKnown: false)
            } else {
                finish(main, lostBy: .supervisorLost)
            }
        }
        orphans?.begin()
    }

    /// False where a supervisor holds it after all.
    private func takeLock() -> Bool {
        do throws(SystemError) {
            lock = try FileLock.acquire(attempt.lock)
            return lock != nil
        } catch {
            // A file system without locks: the scan finds what lives.
            return true
        }
    }

    private func fail(_ message: String) {
        let failure = LaunchFailure(reason: .other, message: message)
        loop.atEndOfTurn { [self] in writeEnd(MainRecord(launchFailure: failure), nil) }
    }

    /// Says what is known of the end that no supervisor will write. A code that nobody knows stays unknown.
    private func finish(_ main: MainRecord?, lostBy loss: ExitRecord.Loss, isKnown: Bool = true) {
        loop.atEndOfTurn { [self] in writeEnd(main, main != nil && isKnown ? nil : loss) }
    }

    private func writeEnd(_ main: MainRecord?, _ loss: ExitRecord.Loss?) {
        let started = main?.startedAt ?? records.processes?.time
        let stage = records.state?.stage ?? .running
        let record = ExitRecord(
            author: .server, main: main?.outcome ?? .unknown, startedAt: started, endedAt: main?.endedAt,
            goneAt: WallClock.milliseconds, stop: stopOfRecord(mainEndedAt: main?.endedAt), stage: stage,
            log: OrphanedLog(log: log, index: index).finish(draining: fifo), loss: loss)
        do throws(SystemError) {
            try AtomicFile.create(attempt.exit, with: record.encoded())
            removeDoors()
            end(record)
        } catch  where error.exists {
            look()
        } catch {
            // The disk is full, say: the slot stays taken until the end can be recorded.
            poll = loop.after(.seconds(1)) { [weak self] in self?.writeEnd(main, loss) }
        }
    }

    private func stopOfRecord(mainEndedAt ended: Int64?) -> ExitRecord.Stop? {
        guard let stop = records.stop else { return nil }
        return ExitRecord.Stop(
            mode: stop.mode, requester: stop.requester, time: stop.time,
            beforeEnd: ended.map { stop.time <= $0 } ?? true)
    }

    private func removeDoors() {
        // What can't be removed is an empty name in a finished attempt.
        try? FileSystem.remove(attempt.fifo)
        try? FileSystem.remove(attempt.control)
    }

    private func end(_ record: ExitRecord) {
        isOver = true
        if let fileToken { files.remove(fileToken) }
        processWatch?.cancel()
        poll?.cancel()
        fifo = nil
        lock = nil
        report(.ended(record))
    }

    private func poke(_ request: ControlMessage.Request) throws {
        // The socket's own path may be longer than an address may be; a descriptor of its folder is not.
        let folder = try FileDescriptor.open(attempt.path, [.read, .directory])
        let socket = try Socket.connect(to: .path(folder.procPath + "/ctl.sock"))
        try socket.setTimeout(.seconds(1))
        try socket.descriptor.writeAll(request.encoded())
    }
}
