/// How a job ends by itself: code, signal, or never started.
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("The end of a job") struct EndTests {
    @Test(arguments: [Int32(0), 1, 3, 255]) func `case 1: the exit code is main's`(code: Int32) throws {
        let exit = try SupervisedJob.shell("exit \(code)").run()
        #expect(exit.main == .exit(code: code))
        #expect(exit.stage == .running)
        #expect(exit.stop == nil)
    }

    @Test(arguments: [Int32(11), 9, 15]) func `case 1: a signal that ends main is kept`(
        signal: Int32
    ) throws {
        #expect(try SupervisedJob.shell("kill -\(signal) $$").run().main == .signal(signal))
    }

    @Test func `case 1: a command that is not found says so in the log and in the record`() throws {
        let job = try SupervisedJob(["no-such-command-\(WallClock.milliseconds)"])
        let exit = try job.run()
        guard case .launchFailure(let failure) = exit.main else {
            throw RecordError.missing(field: "launch_failure")
        }
        #expect(failure.reason == .commandNotFound)
        #expect(try job.lines() == ["[anana: cannot start: \(failure.message)]"])
        #expect(try job.records().map(\.stream) == [.system])
        #expect(exit.startedAt == nil)
    }

    static let refusals: [(String, LaunchFailure.Reason)] = [
        ("/no/such/program", .commandNotFound), ("./plain", .notExecutable), ("./folder", .notExecutable),
        ("./headless", .notExecutable), ("./orphan", .commandNotFound), ("", .commandNotFound),
    ]

    @Test(arguments: refusals) func `what can't be started is told apart`(
        command: String, reason: LaunchFailure.Reason
    ) throws {
        let job = try SupervisedJob([command])
        try job.folder.write("", to: "folder/x")
        try job.folder.write("no header", to: "headless")
        try job.folder.write("#!/no/such/interpreter\n", to: "orphan")
        try FileDescriptor.open(job.folder.path + "/plain", [.write, .create], permissions: 0o600).writeAll([]
        )
        guard case .launchFailure(let failure) = try job.run().main else {
            throw RecordError.missing(field: "launch_failure")
        }
        #expect(failure.reason == reason)
    }

    @Test func `a working directory that is gone says so`() throws {
        let job = try SupervisedJob(["/bin/true"], workingDirectory: "/no/such/folder")
        guard case .launchFailure(let failure) = try job.run().main else {
            throw RecordError.missing(field: "launch_failure")
        }
        #expect(failure.reason == .directoryMissing)
        #expect(try job.lines() == ["[anana: cannot start: \(failure.message)]"])
    }

    @Test func `what a shell leaves behind is ended, and only then is the job's end written`() throws {
        let job = try SupervisedJob.shell(
            """
            (setsid bash -c '(trap "" HUP; echo $BASHPID > daemon; exec sleep 1000) &') &
            until [ -s daemon ]; do :; done
            exit 0
            """,
            stop: StopPolicy(linger: 50))
        let exit = try job.run()
        let daemon = Int32(try job.folder.read("daemon")?.dropLast() ?? "")
        #expect(exit.main == .exit(code: 0))
        #expect(exit.stage == .terminate)
        #expect(exit.stop == nil)
        #expect(daemon.map { ProcessTable.entry(of: $0)?.isDead ?? true } == true)
        #expect(try job.receipt().processes.contains { $0.identity.pid == daemon && $0.stage == .terminate })
    }

    @Test func `what ends while it may linger is not signalled`() throws {
        let job = try SupervisedJob.shell(
            "(until [ -e go ]; do sleep 0.01; done; echo late) & exit 4", stop: StopPolicy(linger: 60_000)
        ).start()
        try eventually("its linger") { try job.state().stage == .linger }
        try job.folder.write("", to: "go")
        let exit = try job.end()
        #expect(exit.main == .exit(code: 4))
        #expect(exit.stage == .linger)
        #expect(try job.receipt().signals.isEmpty)
        #expect(try job.lines() == ["late"])
    }

    @Test func `nothing but records is left of an attempt`() throws {
        let job = try SupervisedJob.shell("true")
        _ = try job.run()
        #expect(
            try FileSystem.list(job.attempt.path) == [
                "exit.json", "launch.json", "main.json", "pids.json", "receipt.json", "state.json",
                "supervisor.lock", "usage.csv",
            ])
    }
}
