/// What main inherits: nothing but what is meant, however the supervisor was started.
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("A clean main") struct CleanMainTests {
    /// Starts the supervisor with all that must not get through to main.
    private static let dirt = [
        "python3", "-c",
        """
        import os, signal, sys
        for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR1, 40):
            signal.signal(n, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
        os.umask(0o077)
        for n in (7, 42): os.dup2(os.open('/dev/zero', os.O_RDONLY), n, inheritable=True)
        open('/proc/self/oom_score_adj', 'w').write('300')
        os.execv(sys.argv[1], sys.argv[1:])
        """,
    ]

    private func lines(of command: [String], mask: UInt32? = nil) throws -> [String] {
        let job = try SupervisedJob(command, fileModeMask: mask)
        try job.start(through: Self.dirt)
        #expect(try job.end().main == .exit(code: 0))
        return try job.lines()
    }

    @Test func `no signal is blocked, ignored or caught`() throws {
        let status = try lines(of: ["/bin/cat", "/proc/self/status"])
        for name in ["SigBlk", "SigCgt", "SigPnd", "ShdPnd"] {
            #expect(status.contains("\(name):\t0000000000000000"))
        }
        // 32 and 33 are glibc's own: its posix_spawn ignores them in every child.
        #expect(status.contains { $0 == "SigIgn:\t0000000000000000" || $0 == "SigIgn:\t0000000180000000" })
    }

    @Test func `there are three descriptors, and stdin is empty`() throws {
        // The listing has a descriptor of its own.
        let numbers = try lines(of: ["/bin/ls", "/proc/self/fd"])
        #expect(numbers == ["0", "1", "2", "3"])
        #expect(try lines(of: ["/bin/cat", "-"]) == [])
    }

    @Test func `it is killed for memory like any other program`() throws {
        #expect(try lines(of: ["/bin/cat", "/proc/self/oom_score_adj"]) == ["0"])
    }

    @Test(arguments: [(nil, "0022"), (0o002, "0002"), (0o077, "0077")] as [(UInt32?, String)])
    func `its file mode mask is the one that was asked for`(mask: UInt32?, text: String) throws {
        #expect(try lines(of: ["/bin/cat", "/proc/self/status"], mask: mask).contains("Umask:\t\(text)"))
    }

    @Test func `it leads a session and a group of its own`() throws {
        let status = try lines(of: [
            "python3", "-c", "import os; print(os.getsid(0) == os.getpgid(0) == os.getpid())",
        ])
        #expect(status == ["True"])
    }
}
