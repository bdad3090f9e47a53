/// Recovery where the records lie: another boot, numbers of somebody else, files that a crash tore.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Recovery from what a crash left") struct ForeignProcessTests {
    private static let patient = """
        import gate, sys
        print("ready")
        gate.wait("go")
        print("done")
        sys.exit(7)
        """

    /// A job that waits for the file `go`, its server dead.
    private func abandoned(_ project: ProjectUnderTest) throws -> (String, AttemptUnderTest) {
        let server = try project.serve()
        let id = try server.submit("train.py", template: "hasty")
        let attempt = try AttemptUnderTest(project, id)
        try eventually("a line") { try server.job(id)["lines"] == 1 }
        try server.killed()
        return (id, attempt)
    }

    @Test func `case 15: after a reboot the job is lost, and no process of this boot is touched`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (id, attempt) = try abandoned(project)
            let boot = try #require(try attempt.record("launch.json")["boot_id"]?.stringValue)
            try attempt.edit("launch.json", boot, "another-boot")
            try attempt.edit("pids.json", boot, "another-boot")
            let server = try project.serve()
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "lost" && job["cause"] == "reboot" && job["exit_code"] == .null, "\(job)")
            for role in AttemptUnderTest.Role.allCases { #expect(try attempt.isAlive(role)) }
        }
    }

    @Test func `after a reboot a code that was written before it counts`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (id, attempt) = try abandoned(project)
            try attempt.kill(.supervisor)
            try project.open("go")
            try eventually("main.json") { FileSystem.exists(attempt.file("main.json")) }
            try attempt.kill(.waiter)
            let boot = try #require(try attempt.record("launch.json")["boot_id"]?.stringValue)
            try attempt.edit("launch.json", boot, "another-boot")
            let job = try project.serve().awaitEnd(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
        }
    }

    @Test func `case 14: a number that belongs to somebody else now is never signalled`() throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (id, attempt) = try abandoned(project)
            try attempt.kill(.supervisor, .waiter, .main)
            let foreign = try RunningProgram(
                "python3", ["-c", "import gate; gate.wait('never')"], in: project.path,
                environment: ServerUnderTest.environment, output: project.path + "/foreign.out")
            for role in AttemptUnderTest.Role.allCases {
                try attempt.edit(
                    "pids.json", "\"pid\":\(try attempt.identity(role).pid)", "\"pid\":\(foreign.pid)")
            }
            let server = try project.serve()
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "lost" && job["exit_code"] == .null, "\(job)")
            #expect(foreign.status() == nil)
        }
    }

    /// What must not be lost is what is whole still: the tree, and the code where the waiter wrote it.
    @Test(arguments: ["pids.json", "state.json", "stop.json", "launch.json"])
    func `an empty record of a job that lives costs nothing but what it said`(name: String) throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (id, attempt) = try abandoned(project)
            try attempt.tear(name)
            let server = try project.serve()
            #expect(try !["lost", "failed"].contains(server.job(id)["state"]?.stringValue ?? ""))
            try project.open("go")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
            #expect(try server.lines(id) == ["ready", "done"])
        }
    }

    @Test(arguments: ["pids.json", "main.json"])
    func `a torn record of a job without supervisor is no code`(name: String) throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (id, attempt) = try abandoned(project)
            try attempt.kill(.supervisor, .waiter, .main)
            try attempt.tear(name, to: Array("{\"v\":1,\"sta".utf8))
            let job = try project.serve().awaitEnd(id)
            // Where nobody has reaped main yet, the kernel itself tells that our SIGKILL ended it.
            let isKnown = job["state"] == "failed" && job["signal"] == 9
            #expect(job["state"] == "lost" || isKnown, "\(job)")
            #expect(job["exit_code"] == .null, "\(job)")
        }
    }

    @Test(arguments: [true, false])
    func `an end that was torn, or not renamed yet, is written anew from what is known`(isRenamed: Bool)
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let (id, attempt) = try abandoned(project)
            try attempt.kill(.supervisor)
            try project.open("go")
            try eventually("main.json") { FileSystem.exists(attempt.file("main.json")) }
            try attempt.tear(isRenamed ? "exit.json" : "exit.json.tmp")
            let server = try project.serve()
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
            #expect(try attempt.record("exit.json")["by"] == "server")
            // A waiter that sees an exit.json lets go of what is in the FIFO: it has been moved by then.
            if !isRenamed { #expect(try server.lines(id) == ["ready", "done"]) }
        }
    }

    @Test func `an end that was written is final, and what the supervisor left beside it is removed`() throws
    {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let attempt = try AttemptUnderTest(project, id)
            try project.open("go")
            _ = try server.awaitEnd(id)
            try server.killed()
            // As if the supervisor had died between its last word and the removal.
            let folder = attempt.path.split(separator: "/").suffix(4).prefix(2).joined(separator: "/")
            try FileSystem.link(project.results + "/jobs/active/\(id)", to: "../" + folder)
            try attempt.tear("out.fifo")
            let job = try project.serve().job(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
            #expect(!FileSystem.exists(attempt.file("out.fifo")))
            #expect(try project.activeJobs().isEmpty)
        }
    }

    @Test func `case 23: an intent that nobody carried out is a failed launch, and never a second start`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let server = try project.serve("--limit", "1")
            let first = try server.submit("train.py")
            let attempt = try AttemptUnderTest(project, first)
            let second = try server.submit("count.py", ["3"])
            try server.killed()
            // The server died between launch.json and the spawn.
            let launch = String(
                decoding: try #require(try FileSystem.contents(attempt.file("launch.json"))), as: UTF8.self)
            let folder = try project.finished(second, "attempts/1")
            try FileSystem.makeDirectories(folder)
            let intent = launch.replacing(first, with: second)
            try AtomicFile.replace(folder + "/launch.json", with: Array(intent.utf8))
            let next = try project.serve("--limit", "2")
            let job = try next.awaitEnd(second)
            #expect(job["state"] == "failed" && job["cause"] == "launch_failure", "\(job)")
            #expect(try next.lines(second) == [])
            try project.open("go")
            #expect(try next.awaitEnd(first)["exit_code"] == 7)
        }
    }
}
