import Glibc
import Linux
import TestSupport
import Testing

@Suite("ChildProcess") struct ChildProcessTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// What the shell script printed, to either stream.
    private func output(of script: String, _ change: (inout ChildProcess.Launch) -> Void = { _ in }) throws
        -> String
    {
        var launch = ChildProcess.Launch(
            program: "/bin/bash", arguments: ["bash", "-c", script],
            environment: ["PATH=/usr/bin:/bin", "A=b c"])
        launch.output = .path(folder.path + "/out", [.write, .create, .append])
        launch.error = nil
        change(&launch)
        _ = try ChildProcess.spawn(launch).wait()
        return try folder.read("out") ?? ""
    }

    @Test func `it leads a session and a group of its own`() throws {
        #expect(
            try output(of: "set -- $(< /proc/self/stat); [ $1 = $5 ] && [ $1 = $6 ] && echo both") == "both\n"
        )
        let text = try output(of: "set -- $(< /proc/$$/stat); echo $6") { $0.newSession = false }
        #expect(text == "both\n\(getsid(0))\n")
    }

    @Test func `a limit of descriptors that was raised here is not raised there`() throws {
        var before = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #expect(getrlimit(files, &before) == 0)
        var lower = before
        lower.rlim_cur = min(before.rlim_max - 1, 1000)
        #expect(setrlimit(files, &lower) == 0)
        OpenFileLimit.raise()
        var raised = rlimit()
        #expect(getrlimit(files, &raised) == 0 && raised.rlim_cur == before.rlim_max)
        // Once the child runs its own limit counts; it is set right after it was started.
        let text = try output(of: "until [ $(ulimit -Sn) = \(lower.rlim_cur) ]; do :; done; ulimit -Hn")
        #expect(text == "\(before.rlim_max)\n")
    }

    @Test func `every signal is at its default and none is blocked, whatever they are here`() throws {
        let text = Rendezvous<Result<String, any Error>>()
        try Thread.start(name: "blocks all") {
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            text.fulfill(Result { try output(of: "exec grep -E '^Sig(Blk|Ign)' /proc/self/status") })
        }.join()
        // 32 and 33 are the C library's own (nptl(7)).
        let lines = ["SigBlk:\t0000000000000000", "SigIgn:\t0000000180000000"]
        let seen = try text.wait().get()
        #expect(seen == lines.map { $0 + "\n" }.joined())
    }

    @Test func `nothing is open in it but the three standard streams`() throws {
        let held = try FileDescriptor.open("/dev/null", .read)
        #expect(dup2(0, 700) == 700)
        defer { close(700) }
        let program = try RunningProgram("sleep", ["1000"], output: folder.path + "/out")
        withExtendedLifetime(held) {}
        let open = "/proc/\(program.pid)/fd"
        #expect(try FileSystem.list(open) == ["0", "1", "2"])
        let files = try (0...2).map { try FileSystem.target(ofLink: "\(open)/\($0)") }
        #expect(files == ["/dev/null", folder.path + "/out", folder.path + "/out"])
    }

    @Test func `it has the folder and the environment that it was given`() throws {
        let text = try output(of: "pwd; echo $A; env | wc -l") { $0.workingDirectory = folder.path }
        // PWD, SHLVL and _ are the shell's own.
        #expect(text == "\(folder.path)\nb c\n5\n")
    }

    @Test func `standard error goes its own way where it has one`() throws {
        let text = try output(of: "echo out; echo err >&2") {
            $0.error = .path(folder.path + "/err", [.write, .create])
        }
        #expect(text == "out\n")
        #expect(try folder.read("err") == "err\n")
    }

    @Test(arguments: [
        ("/no/such/program", "/", ENOENT), ("/etc/passwd", "/", EACCES),
        ("/bin/true", "/no/such/folder", ENOENT)
    ])
    func `what can't be started is an error here, and nothing runs`(
        program: String, folder: String, code: Int32
    ) {
        var launch = ChildProcess.Launch(program: program, arguments: [program], environment: [])
        launch.workingDirectory = folder
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn(launch) }
        #expect(error?.code == code)
    }

    @Test func `a name without a slash is looked for only where that is wanted`() throws {
        var launch = ChildProcess.Launch(program: "true", arguments: ["true"], environment: [])
        launch.workingDirectory = "/"
        #expect(throws: SystemError.self) { try ChildProcess.spawn(launch) }
        launch.searchesPath = true
        #expect(try ChildProcess.spawn(launch).wait().code == 0)
    }

    @Test(
        arguments: [("exit 7", 7, nil), ("kill -9 $$", nil, 9), ("true", 0, nil)]
            as [(String, Int32?, Int32?)])
    func `its end is told as a code or as a signal`(script: String, code: Int32?, signal: Int32?) throws {
        let launch = ChildProcess.Launch(program: "/bin/sh", arguments: ["sh", "-c", script], environment: [])
        let (status, usage) = try ChildProcess.spawn(launch).waitWithUsage()
        #expect(status.code == code)
        #expect(status.signal == signal)
        #expect(usage.maximumResident > 0)
    }

    @Test func `its handle is readable when it has ended, before it is reaped`() throws {
        let loop = try EventLoop()
        let program = try RunningProgram("cat", [], output: folder.path + "/out")
        let handle = try ChildProcess.handle(of: program.pid)
        var hasEnded = false
        let watch = try loop.watch(handle, for: .readable) { _ in hasEnded = true }
        // Its input is /dev/null: it ends by itself.
        try loop.run(until: "cat has ended") { hasEnded }
        watch.cancel()
        #expect(ProcessTable.entry(of: program.pid)?.isDead == true)
        #expect(try program.wait().code == 0)
        #expect(ProcessTable.entry(of: program.pid) == nil)
    }

    @Test func `one that has ended is taken once, one that lives is not waited for`() throws {
        let launch = ChildProcess.Launch(program: "/bin/sleep", arguments: ["sleep", "1000"], environment: [])
        let pid = try ChildProcess.spawn(launch).pid
        #expect(ChildProcess.reap(pid) == .noneEnded)
        Signal.terminate.send(to: pid)
        let end: ChildProcess.Reaped = try eventually("the end") {
            let result = ChildProcess.reap(pid)
            return result == .noneEnded ? nil : result
        }
        #expect(end == .ended(pid: pid, ExitStatus(raw: SIGTERM)))
        #expect(ChildProcess.reap(pid) == .noChildren)
    }
}
