/// The second role of this program: starts main, waits for it, and writes how it ended.
internal import Glibc
internal import JobDirectory
internal import Linux

/// So main's exit code survives the death of both supervisor and server. Holds a read descriptor of the FIFO,
/// so that the last bytes wait for a reader when there is none.
struct Waiter {
    /// A millisecond each.
    private static let emptyTries = 500

    private let attempt: AttemptDirectory
    private let launch: LaunchRecord
    private let supervisor: Int32
    /// Where main is to be born.
    private let group: ControlGroup?

    /// The exit status for the process.
    static func run(directory path: String, supervisor: Int32, controlGroup: String?) -> Int32 {
        for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2] {
            Signal(number: number).ignore()
        }
        do {
            let folder = try FileDescriptor.open(path, [.read, .directory])
            let attempt = AttemptDirectory(path: folder.procPath)
            guard let bytes = try FileSystem.contents(attempt.launch) else { return 66 }
            let launch = try LaunchRecord(parsing: bytes)
            let group = controlGroup.map { ControlGroup(path: $0) }
            try Waiter(attempt: attempt, launch: launch, supervisor: supervisor, group: group).run()
            folder.close()
            return 0
        } catch {
            // The supervisor hears it as our end without a word, and says so.
            return 70
        }
    }

    private func run() throws(SystemError) {
        let reader = try FileDescriptor.open(attempt.fifo, [.read, .nonblocking])
        let record = try ReservedFile(attempt.main)
        try record.commit(runMain().encoded())
        if try awaitReader() { try awaitEmpty(reader) }
        reader.close()
    }

    private func runMain() throws(SystemError) -> MainRecord {
        let main: ChildProcess
        do throws(LaunchFailure) {
            main = try start()
        } catch {
            return MainRecord(
                end: .launchFailure(error), startedAt: nil, endedAt: WallClock.milliseconds, usage: nil)
        }
        let startedAt = WallClock.milliseconds
        report(main, startedAt)
        let (status, usage) = try main.waitWithUsage()
        return MainRecord(
            end: .status(status.raw), startedAt: startedAt, endedAt: WallClock.milliseconds,
            usage: MainRecord.Usage(
                userMicroseconds: usage.userMicroseconds, systemMicroseconds: usage.systemMicroseconds,
                maximumResident: usage.maximumResident))
    }

    private func start() throws(LaunchFailure) -> ChildProcess {
        let environment = JobEnvironment.pairs(inherited: Environment.all, launch: launch)
        let search = ProgramSearch(
            workingDirectory: launch.workingDirectory,
            searchPath: JobEnvironment.value(of: "PATH", in: environment) ?? "/usr/local/bin:/usr/bin:/bin")
        let program = try search.find(launch.arguments[0])
        var child = ChildProcess.Launch(
            program: program, arguments: launch.arguments, environment: environment)
        child.workingDirectory = launch.workingDirectory
        // Read-write, so that a dead reader is neither SIGPIPE nor loss; stderr shares it, which keeps their
        // order.
        child.output = .path(attempt.fifo, .readWrite)
        child.error = nil
        // Neither has a spawn attribute: main gets them from us. What is refused stays as it was.
        OwnProcess.setFileModeMask(launch.fileModeMask ?? 0o022)
        OwnProcess.setOutOfMemoryScore(0)
        enterGroup()
        defer { leaveGroup() }
        do throws(SystemError) {
            return try ChildProcess.spawn(child)
        } catch {
            throw ProgramSearch.failure(error, starting: program)
        }
    }

    private func enterGroup() {
        do throws(SystemError) { try group?.add(getpid()) } catch {
            // Not delegated to us after all: main lives without, and the supervisor sees it.
        }
    }

    /// Back to where we came from, so that `cgroup.kill` spares us.
    private func leaveGroup() {
        guard let group, let slash = group.path.lastIndex(of: "/") else { return }
        do throws(SystemError) { try ControlGroup(path: String(group.path[..<slash])).add(getpid()) } catch {
            // The supervisor sees that we are still in it, and does without `cgroup.kill`.
        }
    }

    /// One line to the supervisor, which holds the other end of our standard output.
    private func report(_ main: ChildProcess, _ startedAt: Int64) {
        // Main is our child and not reaped yet: it is there, dead or alive.
        guard let identity = ProcessTable.identity(of: main.pid) else { return }
        let line = WaiterReport(main: identity, startedAt: startedAt).encoded()
        _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    /// Returns when somebody reads the FIFO: our supervisor, or whoever took its lock after it died. False
    /// where nobody will.
    private func awaitReader() throws(SystemError) -> Bool {
        while !isSupervisorAlive {
            // A folder that was removed has no reader to come.
            guard let lock = try FileSystem.status(attempt.lock) else { return false }
            if try LockTable.hasLock(onInode: lock.inode) { return true }
            if FileSystem.exists(attempt.exit) { return false }
            // The kernel reports a lock to nobody; this is rare, and may take hours.
            Thread.pause(.milliseconds(200))
        }
        return true
    }

    /// Main's last bytes are in nobody's hands but ours until they are moved: a reader may die before.
    /// Whoever prints on and on holds the FIFO itself, so a while is enough then.
    private func awaitEmpty(_ reader: borrowing FileDescriptor) throws(SystemError) {
        var tries = Self.emptyTries
        while !Pipe.isEmpty(reader), !FileSystem.exists(attempt.exit) {
            Thread.pause(.milliseconds(1))
            tries -= 1
            if tries > 0 { continue }
            tries = Self.emptyTries
            // One that died meanwhile has left it to another reader, who may be long in coming.
            if isSupervisorAlive { return }
            if try !awaitReader() { return }
        }
    }

    /// Of a process that is being killed the first thread may be dead while another still holds its files.
    private var isSupervisorAlive: Bool {
        getppid() == supervisor && ProcessTable.entry(of: supervisor)?.isHeadless == false
    }
}
