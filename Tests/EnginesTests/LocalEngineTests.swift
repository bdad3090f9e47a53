import Engines
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("LocalEngine, with the real supervisor") struct LocalEngineTests {
    @Test func `a job is launched, runs and ends, and each is told once, in order`() throws {
        let fixture = try EngineFixture()
        try fixture.launch("echo one; echo two >&2; exit 3")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 3))
        #expect(end.author == .supervisor)
        #expect(try fixture.exitOnDisk() == end)
        #expect(try fixture.lines() == ["one", "two"])
        #expect(fixture.reports.count == 3)
        guard case .started(let time) = fixture.reports[0], fixture.reports[1] == .mainEnded else {
            Issue.record("\(fixture.reports)")
            return
        }
        #expect(time == end.startedAt)
    }

    @Test func `the intent is on the disk before anything runs`() throws {
        let fixture = try EngineFixture()
        let record = try fixture.record("true")
        try fixture.engine.launch(record)
        #expect(try LaunchRecord(parsing: FileSystem.contents(fixture.attempt.launch) ?? []) == record)
        #expect(fixture.reports.isEmpty, "nothing is told from within a call")
        _ = try fixture.waitForEnd()
    }

    @Test func `the end is told when the last process of the tree is gone`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(trap '' TERM; exec sleep 1000) & echo $! > child; echo ready; exit 0",
            stop: StopPolicy(grace: 10, terminateGrace: 10, linger: 600_000))
        let child = try fixture.pid(in: "child")
        try fixture.loop.run(until: "main's end") { fixture.reports.contains(.mainEnded) }
        #expect(fixture.isAlive(child))
        #expect(!FileSystem.exists(fixture.attempt.exit))
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        let end = try fixture.waitForEnd()
        #expect(!fixture.isAlive(child))
        #expect(end.main == .exit(code: 0))
        #expect(end.stop?.requester == "test")
        #expect(fixture.members().isEmpty)
    }

    @Test func `a server that stands still holds up no job: all it prints is in the log, and it ends`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady("echo ready; read < go; seq 1000001 2000000; exit 4")
        try fixture.poke("go")
        // The engine's loop does not run: nobody of the server reads, though it has the FIFO open.
        let attempt = fixture.attempt
        try eventually("the end on the disk") { FileSystem.exists(attempt.exit) }
        #expect(try fixture.exitOnDisk().log == LogCounts(lines: 1_000_001, bytes: 8_000_006))
        #expect(try fixture.waitForEnd().main == .exit(code: 4))
    }

    @Test func `a stop reaches the supervisor, and main gets to save`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "trap 'echo saved; exit 5' INT; echo ready; while :; do read -t 1 < <(:); done")
        try fixture.engine.stop(fixture.job, mode: .graceful, requester: "somebody")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 5))
        #expect(end.stop?.mode == .graceful)
        #expect(end.stop?.requester == "somebody")
        #expect(try fixture.lines().last == "saved")
    }

    @Test func `asked again only a stronger stop counts, and the first to ask is remembered`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("trap '' INT; echo ready; exec sleep 1000")
        let stops: [(StopRecord.Mode, String, StopRecord.Mode)] = [
            (.graceful, "first", .graceful), (.graceful, "again", .graceful), (.kill, "second", .kill),
            (.terminate, "third", .kill),
        ]
        for (mode, requester, onDisk) in stops {
            try fixture.engine.stop(fixture.job, mode: mode, requester: requester)
            let record = try StopRecord(parsing: FileSystem.contents(fixture.attempt.stop) ?? [])
            #expect(record.mode == onDisk)
            #expect(record.requester == "first")
        }
        let end = try fixture.waitForEnd()
        #expect(end.stop?.mode == .kill)
        #expect(end.stop?.requester == "first")
    }

    @Test func `a daemon of the job that left its session is gone with it`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(setsid bash -c 'echo $$ > daemon; exec sleep 1000' &) & echo ready; wait; exec sleep 1000")
        let daemon = try fixture.pid(in: "daemon")
        #expect(fixture.isAlive(daemon))
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        _ = try fixture.waitForEnd()
        #expect(!fixture.isAlive(daemon))
    }

    @Test func `a stop of a job that nobody knows is nothing`() throws {
        let fixture = try EngineFixture()
        try fixture.engine.stop(JobID(at: 1), mode: .kill, requester: "test")
        #expect(fixture.reports.isEmpty)
    }

    @Test func `a command that is not there is a launch failure that says so`() throws {
        let fixture = try EngineFixture()
        let record = try fixture.record("")
        try fixture.engine.launch(
            LaunchRecord(
                job: record.job, attempt: 1, bootID: record.bootID, time: record.time,
                arguments: ["no-such-program"],
                workingDirectory: record.workingDirectory, environment: [:], lease: record.lease,
                stop: record.stop,
                nonce: record.nonce, log: record.log, index: record.index))
        guard case .launchFailure(let failure) = try fixture.waitForEnd().main else {
            Issue.record("\(String(describing: fixture.end))")
            return
        }
        #expect(failure.reason == .commandNotFound)
    }

    @Test func `a supervisor that is not there is a launch failure`() throws {
        let fixture = try EngineFixture(supervisor: "/no/such/supervisor")
        try fixture.launch("echo never")
        let end = try fixture.waitForEnd()
        guard case .launchFailure(let failure) = end.main else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.message.contains("/no/such/supervisor"))
        #expect(end.author == .server)
        #expect(end.startedAt == nil)
        #expect(try fixture.lines() == [])
    }

    @Test func `a supervisor that ends before it started anything is a launch failure`() throws {
        let fixture = try EngineFixture(supervisor: "/bin/false")
        try fixture.launch("echo never")
        guard case .launchFailure = try fixture.waitForEnd().main else {
            Issue.record("\(String(describing: fixture.end))")
            return
        }
        #expect(fixture.reports.count == 1)
    }

    @Test func `an intent that can't be written is an error, and nothing is left of it`() throws {
        let fixture = try EngineFixture()
        try AtomicFile.replace(fixture.results.job(fixture.job).attempts, with: [])
        #expect(throws: SystemError.self) { try fixture.launch("echo never") }
        #expect(fixture.logText().isEmpty)
    }
}
