/// Crash points between two writes of the supervisor, and pairs with the waiter (supervision.md section 8).
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Crash points, between two writes and in pairs") struct CrashPairTests {
    private static let patient = """
        import gate, sys
        print("ready")
        gate.wait("go")
        print("done")
        sys.exit(7)
        """

    /// A server with one job, which waits for the file `go`.
    private func waiting(_ project: ProjectUnderTest) throws -> (ServerUnderTest, String, AttemptUnderTest) {
        let server = try project.serve("--limit", "1")
        let id = try server.submit("train.py", template: "hasty")
        let attempt = try AttemptUnderTest(project, id)
        try eventually("a line") { try server.job(id)["lines"] == 1 }
        return (server, id, attempt)
    }

    private func expectCode7(
        _ job: JSONValue, _ server: ServerUnderTest, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)", sourceLocation: sourceLocation)
        let id = try #require(job["id"]?.stringValue)
        #expect(try server.lines(id) == ["ready", "done"], sourceLocation: sourceLocation)
    }

    /// Main runs, and nothing says who it is: it is found by its marks, and ended.
    @Test func `a supervisor that died before it wrote who runs: main is found, ended, and lost`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (server, id, attempt) = try waiting(project)
            try server.killed()
            let main = try attempt.identity(.main)
            try attempt.kill(.supervisor)
            try FileSystem.remove(attempt.file("pids.json"))
            let next = try project.serve("--limit", "1")
            let job = try next.awaitEnd(id)
            #expect(job["state"] == "lost" && job["exit_code"] == .null, "\(job)")
            #expect(ProcessTable.entry(of: main.pid)?.isDead ?? true)
            #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty)
            // Its slot is free, once.
            #expect(try next.awaitEnd(try next.submit("count.py", ["3"]))["state"] == "completed")
        }
    }

    /// flock(2): what a fork inherits is the same lock, so a supervisor that is killed between fork and exec
    /// of its waiter seems to live for a moment.
    @Test func `a lock that outlives its supervisor for a moment is waited for`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (server, id, attempt) = try waiting(project)
            let lock = try #require(try FileSystem.status(attempt.file("supervisor.lock")))
            let line = { (mark: String) -> Bool in
                let locks = String(decoding: try FileSystem.contents("/proc/locks") ?? [], as: UTF8.self)
                return locks.split(separator: "\n").contains {
                    $0.contains(mark) && $0.contains(":\(lock.inode) ")
                }
            }
            // It has the lock as soon as the supervisor is dead: the server sleeps until then.
            let heir = try RunningProgram(
                "flock",
                [attempt.file("supervisor.lock"), "sh", "-c", "until [ -e looked ]; do sleep 0.01; done"],
                in: project.path, output: project.path + "/heir.out")
            try eventually("it waits for the lock") { try line("-> FLOCK") }
            Signal.stop.send(to: server.program.pid)
            try attempt.kill(.supervisor)
            try eventually("it has the lock") { try !line("-> FLOCK") && line(" \(heir.pid) ") }
            Signal.continue.send(to: server.program.pid)
            #expect(try server.job(id)["state"] == "running")
            try project.open("looked")
            try heir.wait()
            try project.open("go")
            try expectCode7(try server.awaitEnd(id), server)
            #expect(try attempt.record("exit.json")["by"] == "server")
        }
    }

    @Test(arguments: [false, true])
    func `a killed waiter: the code is what the kernel still tells, and never made up`(isPair: Bool) throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            var (server, id, attempt) = try waiting(project)
            try attempt.kill(.waiter)
            if isPair {
                try server.killed()
                server = try project.serve()
            }
            try project.open("go")
            let job = try server.awaitEnd(id)
            if job["state"] == "lost" {
                // Before Linux 6.15 nobody can know.
                #expect(job["exit_code"] == .null && job["cause"] == "supervisor_lost")
            } else {
                try expectCode7(job, server)
            }
            #expect(try server.lines(id) == ["ready", "done"])
            #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty)
        }
    }

    /// Nobody but main has its output open then: a server must have it before anybody can know of the server.
    @Test func `all three killed: main that ends in the next server's first moment loses no line`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            for _ in 1...5 {
                let (server, id, attempt) = try waiting(project)
                try server.killed()
                try attempt.kill(.supervisor, .waiter)
                let next = try project.start()
                try next.awaitListening()
                // As if the machine had more to do just now.
                Signal.stop.send(to: next.program.pid)
                try project.open("go")
                try eventually("main's end") { try !attempt.isAlive(.main) }
                Signal.continue.send(to: next.program.pid)
                let job = try next.awaitEnd(id)
                #expect(try next.lines(id) == ["ready", "done"])
                // Before Linux 6.15 nobody can know.
                let isLost = job["state"] == "lost" && job["exit_code"] == .null
                #expect(isLost || job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
                try next.killed()
                try FileSystem.remove(project.path + "/go")
            }
        }
    }

    @Test func `a job whose link is gone is taken up all the same`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (server, id, _) = try waiting(project)
            try server.killed()
            try FileSystem.remove(project.results + "/jobs/active/" + id)
            let next = try project.serve()
            #expect(try next.job(id)["state"] == "running")
            #expect(try project.activeJobs() == [id])
            try project.open("go")
            try expectCode7(try next.awaitEnd(id), next)
            #expect(try project.activeJobs().isEmpty)
        }
    }

    /// A second stop must not cut short what saves, whoever carries it out.
    @Test(arguments: [false, true])
    func `a stop that is asked for again after main's end leaves its children their time`(isOrphaned: Bool)
        throws
    {
        let script = """
            import gate, os, signal, sys
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                print("ready")
                gate.wait("go")
                print("saved")
                os._exit(0)
            try: gate.wait("never")
            except KeyboardInterrupt: os._exit(3)
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let attempt = try AttemptUnderTest(project, id)
            try eventually("a line") { try server.job(id)["lines"] == 1 }
            if isOrphaned { try attempt.kill(.supervisor) }
            try server.stop(id)
            try eventually("main's end") { FileSystem.exists(attempt.file("main.json")) }
            // From another hand: stop.json stays as it is, the wish goes by the socket.
            try server.stop(id)
            try server.stop(id)
            try project.open("go")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["exit_code"] == 3, "\(job)")
            #expect(job["stop"]?["stage"] == "signal", "\(job)")
            #expect(try server.lines(id) == ["ready", "saved"])
        }
    }
}
