/// Starts a program in a session of its own and learns how it ended (posix_spawn(3), waitpid(2)).
internal import CLinux
internal import Glibc

package struct ChildProcess: Sendable {
    package let pid: Int32

    package init(pid: Int32) { self.pid = pid }

    /// What to start. Descriptors but 0, 1 and 2 are closed, every signal is at its default and unblocked.
    package struct Launch: Sendable {
        package enum Stream: Sendable {
            case null
            case inherited
            /// Opened by the child itself, with these options.
            case path(String, FileDescriptor.Options)
        }

        package var program: String
        /// argv, the program's name first.
        package var arguments: [String]
        /// `NAME=value`.
        package var environment: [String]
        package var workingDirectory: String?
        package var input: Stream = .null
        package var output: Stream = .inherited
        /// nil: where `output` goes, the same open file.
        package var error: Stream? = .inherited
        /// A session and a process group of its own (setsid(2)).
        package var newSession = true
        /// Looks for `program` in PATH where it holds no slash.
        package var searchesPath = false

        package init(program: String, arguments: [String], environment: [String]) {
            self.program = program
            self.arguments = arguments
            self.environment = environment
        }
    }

    /// - Throws: ENOENT, EACCES and the like, also those of the child before it runs: nothing runs then.
    package static func spawn(_ launch: Launch) throws(SystemError) -> ChildProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        try add(launch, to: &actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        set(launch, on: &attributes)

        let arguments = launch.arguments.map { strdup($0) } + [nil]
        let environment = launch.environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var pid: pid_t = 0
        let code =
            launch.searchesPath
            ? posix_spawnp(&pid, launch.program, &actions, &attributes, arguments, environment)
            : posix_spawn(&pid, launch.program, &actions, &attributes, arguments, environment)
        if code != 0 { throw SystemError(code: code, call: "start \(launch.program)") }
        OpenFileLimit.restore(in: pid)
        return ChildProcess(pid: pid)
    }

    private static func add(
        _ launch: Launch, to actions: inout posix_spawn_file_actions_t
    ) throws(SystemError) {
        if let folder = launch.workingDirectory {
            // Checked here for a clear message; the child's own chdir is what counts.
            guard FileSystem.exists(folder) else { throw SystemError(code: ENOENT, call: "chdir \(folder)") }
            posix_spawn_file_actions_addchdir_np(&actions, folder)
        }
        open(launch.input, as: 0, O_RDONLY, &actions)
        open(launch.output, as: 1, O_WRONLY, &actions)
        if let error = launch.error {
            open(error, as: 2, O_WRONLY, &actions)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    }

    private static func open(
        _ stream: Launch.Stream, as number: Int32, _ nullFlags: Int32,
        _ actions: inout posix_spawn_file_actions_t
    ) {
        switch stream {
        case .inherited: break
        case .null: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", nullFlags, 0)
        case .path(let path, let options):
            posix_spawn_file_actions_addopen(&actions, number, path, options.rawValue, 0o600)
        }
    }

    private static func set(_ launch: Launch, on attributes: inout posix_spawnattr_t) {
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        if launch.newSession { flags |= Int32(clinux_spawn_setsid) }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
    }

    /// A descriptor that becomes readable when the process ends, before it is reaped.
    package static func handle(of pid: Int32) throws(SystemError) -> FileDescriptor {
        let number = clinux_pidfd_open(pid)
        if number < 0 { throw .last("pidfd_open \(pid)") }
        return FileDescriptor(owning: number)
    }

    /// Orphans among our descendants become our children instead of init's (prctl(2),
    /// PR_SET_CHILD_SUBREAPER).
    package static func adoptOrphans() throws(SystemError) {
        if clinux_set_child_subreaper(1) != 0 { throw .last("prctl PR_SET_CHILD_SUBREAPER") }
    }

    package enum Reaped: Equatable, Sendable {
        case ended(pid: Int32, ExitStatus)
        /// Children live, none has ended.
        case noneEnded
        /// ECHILD: there is no child left. In a subreaper: no descendant either.
        case noChildren
    }

    /// Takes the status of one child that has ended, any, or the given one; never waits. `ofThread`: only
    /// those that the calling thread started, or that were left to it (`__WNOTHREAD`); orphans are left to
    /// the first thread of a process.
    package static func reap(_ pid: Int32 = -1, ofThread: Bool = false) -> Reaped {
        var status: Int32 = 0
        let options = ofThread ? WNOHANG | Int32(clinux_wait_no_thread) : WNOHANG
        while true {
            let result = waitpid(pid, &status, options)
            if result > 0 { return .ended(pid: result, ExitStatus(raw: status)) }
            if result == 0 { return .noneEnded }
            if errno != EINTR { return .noChildren }
        }
    }

    /// Waits until the process has ended.
    package func wait() throws(SystemError) -> ExitStatus {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            if errno != EINTR { throw .last("waitpid \(pid)") }
        }
        return ExitStatus(raw: status)
    }
}

/// How a process ended, as wait(2) has it.
package struct ExitStatus: Equatable, Sendable {
    package let raw: Int32

    package init(raw: Int32) { self.raw = raw }

    /// nil where a signal ended it.
    package var code: Int32? { clinux_exited(raw) != 0 ? clinux_exit_code(raw) : nil }
    /// nil where it ended by itself.
    package var signal: Int32? { clinux_signaled(raw) != 0 ? clinux_term_signal(raw) : nil }
}
