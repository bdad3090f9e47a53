/// A job that SIGKILL does not end: who holds it up is told, and its slot stays taken until it is gone.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A job that can't be killed") struct StuckTests {
    /// Lets everybody debug it (prctl(2), PR_SET_PTRACER), and waits for ever.
    private static let patient = """
        import ctypes, signal
        ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)
        print("ready")
        signal.pause()
        """

    /// Debugs PID (ptrace(2), PTRACE_SEIZE): its end is told to nobody else before this one ends.
    private static let debugger = """
        import ctypes, gate, os, sys
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.ptrace(0x4206, int(sys.argv[1]), None, None): sys.exit(os.strerror(ctypes.get_errno()))
        open("attached", "w")
        gate.wait("go")
        """

    /// Whether a process may debug another of its user that is not its child, and lets it.
    private static let isDebuggingPossible: Bool = {
        let script = """
            import ctypes, os, signal, sys
            libc = ctypes.CDLL(None)
            reader, writer = os.pipe()
            victim = os.fork()
            if victim == 0:
                libc.prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)
                os.write(writer, b"x")
                signal.pause()
            os.read(reader, 1)
            if os.fork() == 0: os._exit(0 if libc.ptrace(0x4206, victim, None, None) == 0 else 1)
            code = os.wait()[1]
            os.kill(victim, 9)
            sys.exit(code != 0)
            """
        let program = try? RunningProgram("\(Python.folder)/python3", ["-c", script], output: "/dev/null")
        return (try? program?.wait().code) == 0
    }()

    /// A server for one job at a time with one that runs, and another that waits for it.
    private func start(
        _ project: ProjectUnderTest
    ) throws -> (server: ServerUnderTest, job: String, next: String, main: ProcessIdentity) {
        let server = try project.serve("--limit", "1")
        let job = try server.submit("patient.py")
        try eventually("ready") { try server.job(job)["lines"] == 1 }
        let next = try server.submit("count.py", ["3"])
        return (server, job, next, try AttemptUnderTest(project, job).identity(.main))
    }

    /// What is told of the one process, once it is; the slot is not free then.
    private func awaitStuck(_ server: ServerUnderTest, _ job: String, _ next: String) throws -> JSONValue {
        let told = try eventually("it is stuck") {
            try server.job(job)["stuck"]?.arrayValue.flatMap { $0.isEmpty ? .none : .some($0) }
        }
        #expect(told.count == 1)
        #expect(try server.job(job)["ended_at"] == .null)
        let waiting = try server.job(next)
        #expect(waiting["state"] == "queued" && waiting["started_at"] == .null, "\(waiting)")
        return told[0]
    }

    private func expectEnd(_ server: ServerUnderTest, _ id: String, _ next: String) throws {
        let job = try server.awaitEnd(id)
        #expect(job["state"] == "stopped" && job["signal"] == 9 && job["stuck"] == [], "\(job)")
        #expect(try server.awaitEnd(next)["state"] == "completed")
    }

    @Test(.enabled(if: isDebuggingPossible, "nobody may debug here"))
    func `one whose end a debugger keeps to itself is told with the debugger's name, and its slot stays taken`()
        throws
    {
        let files = ["patient.py": Self.patient, "debugger.py": Self.debugger]
        try ProjectUnderTest.with(files) { project in
            let (server, job, next, main) = try start(project)
            let debugger = try RunningProgram(
                "\(Python.folder)/python3", ["debugger.py", "\(main.pid)"], in: project.path,
                output: project.path + "/debugger.out")
            try project.awaitFile("attached")
            try server.stop(job, "kill")
            let stuck = try awaitStuck(server, job, next)
            #expect(stuck["pid"] == .integer(Int64(main.pid)))
            #expect(stuck["description"]?.stringValue?.hasSuffix(" Z debugged by \(debugger.pid) (python3)") == true)
            try project.open("go")
            try expectEnd(server, job, next)
        }
    }

    @Test(.enabled(if: Freezer.isPossible, "no freezer cgroup can be made here"))
    func `one that hangs in the kernel is told with its state and what it waits in, and its slot stays taken`()
        throws
    {
        try ProjectUnderTest.with(["patient.py": Self.patient]) { project in
            let (server, job, next, main) = try start(project)
            let freezer = try Freezer()
            try freezer.freeze(main.pid)
            try server.stop(job, "kill")
            let stuck = try awaitStuck(server, job, next)
            #expect(stuck["pid"] == .integer(Int64(main.pid)))
            let words = stuck["description"]?.stringValue?.split(separator: " ") ?? []
            #expect(words.count == 3 && words[1] == "D" && words[2] != "0", "\(words)")
            // Another server tells the same.
            try server.killed()
            let other = try project.serve("--limit", "1")
            #expect(try awaitStuck(other, job, next) == stuck)
            try freezer.thaw()
            try expectEnd(other, job, next)
        }
    }
}
