/// Every crash point of supervision.md section 8, made by killing exactly there.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

/// The rows of its table and their tests. Before launch.json: RecoveryTests, `ServerKilledTests`. After it,
/// before the supervisor's lock: `ForeignProcessTests` (case 23), TakeOverTests. Supervisor before
/// pids.json, all three, and the waiter: `CrashPairTests`. Server, running or stopping: `ServerKilledTests`
/// and here. Supervisor, alone or with the server, running, stopping or after main.json: here,
/// LostSupervisorTests. During or after exit.json, another boot, a number of somebody else, torn files:
/// `ForeignProcessTests`. Two servers: `ServerLifeTests`. An old supervisor: `UpgradeTests`, GreetingTests.
/// Between any two writes: `ChaosTests`.
@Suite("Crash points") struct CrashPointTests {
    /// Numbered lines, 600 at least, until the test has had enough; the last says how many. Exit code 23.
    private static let script = """
        import os, sys, time
        number = 0
        try:
            while number < 600 or not os.path.exists("enough"):
                number += 1
                print(f"INFO line {number}")
                time.sleep(0.001)
        except KeyboardInterrupt:
            print("interrupted")
            with open("interrupts", "a") as file: file.write("x")
            number += 1
        print(f"total {number}")
        sys.exit(23)
        """

    /// Ignores all that can be ignored, and counts the Ctrl-Cs.
    private static let stubborn = """
        import gate, signal
        def interrupt(number, frame):
            with open("interrupts", "a") as file: file.write("x")
        signal.signal(signal.SIGINT, interrupt)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("ready")
        while True: gate.wait("never")
        """

    private func expectWhole(
        _ server: ServerUnderTest, _ id: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let lines = try server.lines(id)
        let expected = (1...max(1, lines.count - 1)).map { "INFO line \($0)" } + ["total \(lines.count - 1)"]
        #expect(lines == expected, sourceLocation: sourceLocation)
        #expect(lines.count > 600, sourceLocation: sourceLocation)
    }

    private func expectCode23(_ job: JSONValue, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            job["state"] == "failed" && job["cause"] == "exit_code", "\(job)", sourceLocation: sourceLocation)
        #expect(job["exit_code"] == 23, sourceLocation: sourceLocation)
    }

    private func awaitLines(_ server: ServerUnderTest, _ id: String, _ count: Int64) throws {
        try eventually("\(count) lines") { try server.job(id)["lines"]?.integerValue ?? 0 >= count }
    }

    /// A server with one job of `script`, which has printed something.
    private func running(_ project: ProjectUnderTest) throws -> (ServerUnderTest, String, AttemptUnderTest) {
        let server = try project.serve()
        let id = try server.submit("train.py")
        let attempt = try AttemptUnderTest(project, id)
        try awaitLines(server, id, 50)
        return (server, id, attempt)
    }

    @Test func `case 12: a killed supervisor: the server moves the lines, and the waiter tells the code`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            try attempt.kill(.supervisor)
            let before = try server.job(id)["lines"]?.integerValue ?? 0
            try awaitLines(server, id, before + 100)
            #expect(try server.job(id)["state"] == "running")
            try project.open("enough")
            expectCode23(try server.awaitEnd(id))
            try expectWhole(server, id)
            #expect(try attempt.record("exit.json")["by"] == "server")
            #expect(
                !FileSystem.exists(attempt.file("out.fifo")) && !FileSystem.exists(attempt.file("ctl.sock")))
            #expect(try server.get("/api/v1/jobs/\(id)/receipt").status == 200)
        }
    }

    @Test(arguments: [[AttemptUnderTest.Role.supervisor, .waiter], [.waiter, .supervisor]])
    func `supervisor and waiter killed: main is left to the server, which learns its code`(
        roles: [AttemptUnderTest.Role]
    ) throws {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            for role in roles { Signal.kill.send(to: try attempt.identity(role)) }
            try project.open("enough")
            expectCode23(try server.awaitEnd(id))
            try expectWhole(server, id)
        }
    }

    @Test func `case 13: server and supervisor killed: the next server takes the job up where it is`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            try server.killed()
            try attempt.kill(.supervisor)
            let next = try project.serve()
            let before = try next.job(id)["lines"]?.integerValue ?? 0
            try awaitLines(next, id, before + 100)
            // And the one after that.
            try next.killed()
            let last = try project.serve()
            try project.open("enough")
            expectCode23(try last.awaitEnd(id))
            try expectWhole(last, id)
        }
    }

    @Test func `main that ends while server and supervisor are dead loses no line, and its code is known`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            try server.killed()
            try attempt.kill(.supervisor)
            try project.open("enough")
            try eventually("main.json") { FileSystem.exists(attempt.file("main.json")) }
            let next = try project.serve()
            expectCode23(try next.awaitEnd(id))
            try expectWhole(next, id)
        }
    }

    /// Between main's end and the last move out of the FIFO there is only the waiter who holds the bytes.
    @Test func `a supervisor killed in main's last moment leaves no byte behind`() throws {
        let last = """
            import gate, sys
            print("ready")
            gate.wait(sys.argv[1])
            for number in range(200): print("last", number)
            sys.exit(7)
            """
        try ProjectUnderTest.with(["train.py": last]) { project in
            var random = Randomness()
            let seed = Comment("seed \(random.seed)")
            var server = try project.serve()
            for round in 1...15 {
                let id = try server.submit("train.py", ["go\(round)"])
                let attempt = try AttemptUnderTest(project, id)
                try awaitLines(server, id, 1)
                try server.killed()
                let supervisor = try attempt.identity(.supervisor)
                // From now on it is late with all that it does.
                Signal.stop.send(to: supervisor)
                try project.open("go\(round)")
                try eventually("main.json") { FileSystem.exists(attempt.file("main.json")) }
                if random.next(0...1) == 1 {
                    Signal.continue.send(to: supervisor)
                    let end = Instant.now + .milliseconds(random.next(0...3))
                    try eventually("a moment") { Instant.now >= end }
                }
                Signal.kill.send(to: supervisor)
                server = try project.serve()
                let job = try server.awaitEnd(id)
                #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(seed): \(job)")
                let lines = try server.lines(id)
                #expect(lines == ["ready"] + (0..<200).map { "last \($0)" }, seed)
            }
        }
    }

    @Test func `all three killed: the code is what the kernel still tells, and never made up`() throws {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            try server.killed()
            try attempt.kill(.supervisor, .waiter)
            let next = try project.serve()
            try awaitLines(next, id, 100)
            try project.open("enough")
            let job = try next.awaitEnd(id)
            if job["state"] == "lost" {
                // Before Linux 6.15 nobody can know.
                #expect(job["exit_code"] == .null && job["cause"] == "supervisor_lost")
            } else {
                expectCode23(job)
            }
            try expectWhole(next, id)
        }
    }

    @Test func `case 13: everything killed: the job is lost, once, and its slot is free`() throws {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            try server.killed()
            try attempt.kill(.supervisor, .waiter, .main)
            let next = try project.serve("--limit", "1")
            let job = try next.awaitEnd(id)
            // Where main is a zombie still the kernel tells its signal (Linux 6.15); else nobody knows.
            // Memory is suspected where another test runs out of its own meanwhile.
            let isKnown =
                job["state"] == "failed" && job["signal"] == 9
                && (job["cause"] == "signal" || job["cause"] == "out_of_memory")
            #expect(isKnown || job["state"] == "lost" && job["cause"] == "supervisor_lost", "\(job)")
            #expect(isKnown || job["signal"] == .null)
            #expect(job["exit_code"] == .null)
            #expect(try next.awaitEnd(try next.submit("count.py", ["3"]))["state"] == "completed")
            #expect(try project.activeJobs().isEmpty)
        }
    }

    @Test func `stop of a job without supervisor ends it as any other`() throws {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            let (server, id, attempt) = try running(project)
            try attempt.kill(.supervisor)
            let answer = try server.stop(id)
            #expect(answer.status == 202 && answer.json["stop"]?["by"] == "api")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["exit_code"] == 23, "\(job)")
            #expect(try project.folder.read("interrupts") == "x")
            #expect(job["stop"]?["stage"] == "signal", "\(job)")
            #expect(job["stop"]?["mode"] == "graceful")
            #expect(job["stop"]?["processes"]?.integerValue ?? 0 >= 1)
            #expect(try server.lines(id).suffix(2).first == "interrupted")
        }
    }

    @Test
    func `a supervisor killed while it stops: the server goes on by the same clock, with no second Ctrl-C`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.stubborn]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", template: "hasty")
            let attempt = try AttemptUnderTest(project, id)
            try awaitLines(server, id, 1)
            try server.stop(id)
            try project.awaitFile("interrupts")
            try attempt.kill(.supervisor)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["signal"] == 9, "\(job)")
            #expect(job["stop"]?["stage"] == "kill")
            #expect(try project.folder.read("interrupts") == "x")
            #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty)
        }
    }

    @Test func `case 13: kill of a job without supervisor and waiter leaves nobody`() throws {
        try ProjectUnderTest.with(["train.py": Self.stubborn]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", template: "hasty")
            let attempt = try AttemptUnderTest(project, id)
            try awaitLines(server, id, 1)
            try server.killed()
            try attempt.kill(.supervisor, .waiter)
            let next = try project.serve()
            try next.stop(id, "kill")
            let job = try next.awaitEnd(id)
            #expect(job["state"] == "stopped", "\(job)")
            #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty)
        }
    }

    @Test func `a server killed while a job stops changes nothing for the job`() throws {
        try ProjectUnderTest.with(["train.py": Self.stubborn]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", template: "hasty")
            try awaitLines(server, id, 1)
            try server.stop(id)
            try server.killed()
            let next = try project.serve()
            let job = try next.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["signal"] == 9, "\(job)")
            #expect(try project.folder.read("interrupts") == "x")
            #expect(job["stop"]?["by"] == "api")
        }
    }

    @Test func `a daemon that main left behind is ended by the server where the supervisor is dead`() throws {
        let daemon = """
            import gate, os, signal
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    with open("daemon", "w") as file: file.write(str(os.getpid()))
                    gate.wait("never")
                os._exit(0)
            os.wait()
            gate.wait("daemon")
            gate.wait("go")
            """
        let yaml = """
            templates:
              run: {command: [python3, train.py], linger: 100ms}
            """
        try ProjectUnderTest.with(["train.py": daemon, "anana.yaml": yaml]) { project in
            let server = try project.serve()
            let id = try #require(
                try server.post("/api/v1/jobs", ["template": "run"]).json["id"]?.stringValue)
            let attempt = try AttemptUnderTest(project, id)
            try project.awaitFile("daemon")
            try attempt.kill(.supervisor)
            try project.open("go")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "completed" && job["exit_code"] == 0, "\(job)")
            #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty)
            let receipt = try server.get("/api/v1/jobs/\(id)/receipt").json
            let pid = Int64(try project.folder.read("daemon") ?? "")
            let entry = receipt["processes"]?.arrayValue?.first { $0["pid"]?.integerValue == pid }
            #expect(entry?["stage"] == "kill", "\(receipt)")
        }
    }
}
