import Engines
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("A supervisor that died (supervision.md section 8)") struct LostSupervisorTests {
    private static let hasty = StopPolicy(grace: 100, terminateGrace: 100, linger: 300)

    private func killSupervisor(of fixture: EngineFixture) throws {
        #expect(Signal.kill.send(to: try fixture.processes().supervisor))
    }

    /// The server is in the dead supervisor's place: it has its lock.
    private func awaitAdoption(of fixture: EngineFixture) throws {
        try fixture.loop.run(until: "adoption") {
            // A lock that can't be looked at is asked for again.
            guard let supervisor = try? fixture.processes().supervisor else { return false }
            return !fixture.isAlive(supervisor.pid) && (try? FileLock.isHeld(fixture.attempt.lock)) == true
        }
    }

    @Test func `the job runs on, its log goes on, and its end is told as it was`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady("echo ready; read < go; echo more; printf open; exit 6")
        try killSupervisor(of: fixture)
        try awaitAdoption(of: fixture)
        try fixture.poke("go")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 6))
        #expect(end.loss == nil)
        #expect(end.author == .server)
        #expect(end.startedAt != nil)
        #expect(try fixture.lines() == ["ready", "more", "open"])
        #expect(end.log.lines == 3)
        #expect(try fixture.exitOnDisk() == end)
        for door in [fixture.attempt.fifo, fixture.attempt.control] { #expect(!FileSystem.exists(door)) }
    }

    @Test func `its log is kept within its size as before, and lines keep their numbers`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.engine.launch(
            try fixture.record(
                "echo ready; read < go; seq 100001 150000; read < go", retention: LogRetention(size: 100_000)))
        try fixture.loop.run(until: "ready") { fixture.logText().contains("ready") && !fixture.reports.isEmpty }
        try killSupervisor(of: fixture)
        try awaitAdoption(of: fixture)
        try fixture.poke("go")
        let results = fixture.results
        try fixture.loop.run(until: "a trim") {
            guard let reader = try? LogReader.open(log: results.log(fixture.job), index: results.index(fixture.job))
            else { return false }
            return reader.lines.lowerBound > 1 && reader.lines.upperBound == 50_002
        }
        try fixture.poke("go")
        let end = try fixture.waitForEnd()
        #expect(end.author == .server)
        #expect(end.log == LogCounts(lines: 50_001, bytes: 350_006))
        let reader = try LogReader.open(log: results.log(fixture.job), index: results.index(fixture.job))
        let window = try reader.window(1..<100_000, byteLimit: .max)
        #expect(window.last?.number == 50_001)
        #expect(window.allSatisfy { String(decoding: $0.text, as: UTF8.self) == "\($0.number + 99_999)" })
    }

    @Test func `a stop ends its tree, and the receipt names who was of it`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("(exec sleep 1000) & echo $! > child; echo ready; exec sleep 1000")
        let child = try fixture.pid(in: "child")
        // Who is seen before its exec has its parent's arguments.
        for pid in [child, try fixture.processes().main.pid] {
            try eventually("it sleeps") { ProcessTable.entry(of: pid)?.command == "sleep" }
        }
        try killSupervisor(of: fixture)
        try awaitAdoption(of: fixture)
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        let end = try fixture.waitForEnd()
        #expect(end.main == .signal(SIGKILL))
        #expect(end.stop?.requester == "test" && end.stop?.beforeEnd == true)
        #expect(end.stage == .kill && end.loss == nil)
        #expect(end.evidence.signalSender == .supervisor && end.evidence.signalStage == .kill)
        #expect(!fixture.isAlive(child))
        #expect(fixture.members().isEmpty)
        let record = try fixture.processes()
        for process in [record.main, record.waiter] { #expect(!fixture.isAlive(process.pid)) }
        let receipt = try Receipt(parsing: FileSystem.contents(fixture.attempt.receipt) ?? [])
        #expect(receipt.requester == "test" && receipt.rounds > 0)
        #expect(Set(receipt.processes.map(\.identity.pid)).isSuperset(of: [child, record.main.pid]))
        #expect(receipt.processes.allSatisfy { $0.stage == .kill })
        #expect(receipt.processes.filter { $0.command == "sleep 1000" && $0.startedAt != nil }.count == 2)
    }

    @Test func `exit.json is not there while a process of the tree is`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "for i in {1..20}; do (exec sleep 1000) & done; echo ready; exec sleep 1000")
        try killSupervisor(of: fixture)
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        let (attempt, nonce) = (fixture.attempt, fixture.nonce)
        var wasEarly = false
        try fixture.loop.run(until: "the end") {
            // In this order: whoever is seen now lived while the file was there already.
            let exists = FileSystem.exists(attempt.exit)
            let lives = exists && !fixture.members().isEmpty
            wasEarly = wasEarly || lives
            return fixture.end != nil
        }
        #expect(!wasEarly, "\(nonce)")
    }

    @Test func `it may have died while no server was there`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady("echo ready; read < go; echo more; exit 9")
        try fixture.restart()
        try killSupervisor(of: fixture)
        fixture.engine.resume(fixture.job, attempt: 1)
        try awaitAdoption(of: fixture)
        try fixture.poke("go")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 9) && end.author == .server)
        #expect(try fixture.lines() == ["ready", "more"])
    }

    @Test func `how main ended is known where the waiter wrote it before, and what is left over is ended`()
        throws
    {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(exec sleep 1000) & echo $! > child; echo ready; exit 8", stop: Self.hasty)
        try fixture.loop.run(until: "main's end") { fixture.reports.contains(.mainEnded) }
        let child = try fixture.pid(in: "child")
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 8))
        #expect(end.loss == nil)
        #expect(!fixture.isAlive(child))
    }

    @Test func `a SIGKILL of before is known, too: it was not ours`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(trap '' TERM; exec sleep 1000) & echo ready; kill -9 $$",
            stop: StopPolicy(grace: 10, terminateGrace: 10, linger: 10_000))
        try fixture.loop.run(until: "main's end") { fixture.reports.contains(.mainEnded) }
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.author == .server && end.stage == .kill)
        #expect(end.main == .signal(SIGKILL))
        #expect(end.loss == nil && end.evidence.signalSender == nil)
    }

    @Test func `leftovers that may stay run to their own end`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady(
            "(read < go; echo late) & echo ready; exit 0", stop: StopPolicy(linger: 0, leftovers: .wait))
        try fixture.loop.run(until: "main's end") { fixture.reports.contains(.mainEnded) }
        try killSupervisor(of: fixture)
        try awaitAdoption(of: fixture)
        try fixture.poke("go")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 0) && end.stage == .linger)
        #expect(try fixture.lines() == ["ready", "late"])
    }

    @Test func `the time limit holds all the same`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "trap '' INT; echo ready; exec sleep 1000", stop: Self.hasty, timeout: 6000)
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.evidence.timeLimit == 6000 && end.stop?.requester == "time_limit")
        #expect(end.main == .signal(SIGTERM) && end.author == .server)
    }

    @Test func `case 16: a daemon with environment and session of its own is found by the output that it holds`()
        throws
    {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "env -i setsid bash -c 'echo $$ > daemon; exec sleep 1000' & disown; echo ready; exec sleep 1000")
        let daemon = try fixture.pid(in: "daemon")
        try killSupervisor(of: fixture)
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        _ = try fixture.waitForEnd()
        #expect(!fixture.isAlive(daemon))
    }

    @Test func `whoever has main's number by now is left alone, with all of its session`() throws {
        let fixture = try EngineFixture()
        let stranger = try RunningProgram(
            "bash", ["-c", "sleep 1000 & wait"], output: fixture.folder.path + "/out")
        let identity = try #require(ProcessTable.identity(of: stranger.pid))
        try eventually("its child") {
            ProcessTable.snapshot().count { $0.session == stranger.pid } == 2
        }
        let earlier = ProcessIdentity(pid: identity.pid, start: identity.start - 1)
        try fixture.leaveAttempt(
            launch: try fixture.record("true"),
            processes: ProcessRecord(
                bootID: try ProcessTable.bootID(), time: 5, supervisor: earlier, waiter: earlier,
                main: earlier))
        fixture.engine.resume(fixture.job, attempt: 1)
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        #expect(try fixture.waitForEnd().loss == .supervisorLost)
        #expect(stranger.status() == nil)
        #expect(ProcessTable.snapshot().count { $0.session == stranger.pid && !$0.isDead } == 2)
        Signal.kill.send(toGroup: stranger.pid)
    }

    @Test func `two that see it die write one end`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("echo ready; exec sleep 1000")
        let other = try LocalEngine(
            loop: fixture.loop, results: fixture.results, supervisor: Products.supervisor)
        var ends: [Observation] = []
        other.report = { if case .ended = $1 { ends.append($1) } }
        other.resume(fixture.job, attempt: 1)
        try killSupervisor(of: fixture)
        try awaitAdoption(of: fixture)
        // Whichever of them has the lock: it sees the file.
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        let end = try fixture.waitForEnd()
        try fixture.loop.run(until: "the other's end") { !ends.isEmpty }
        #expect(ends == [.ended(end)])
        #expect(try fixture.exitOnDisk() == end)
    }

    @Test func `a stop that was under way goes on by the same clock`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "trap '' INT TERM; echo ready; while :; do sleep 1000; done",
            stop: StopPolicy(grace: 6000, terminateGrace: 100))
        try fixture.engine.stop(fixture.job, mode: .graceful, requester: "test")
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.stop?.mode == .graceful)
        #expect(end.stop?.beforeEnd == true)
        #expect(end.main == .signal(SIGKILL) && end.stage == .kill)
    }
}
