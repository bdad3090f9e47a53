import Engines
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("A supervisor that died (supervision.md section 8)") struct LostSupervisorTests {
    private func killSupervisor(of fixture: EngineFixture) throws {
        #expect(Signal.kill.send(to: try fixture.processes().supervisor))
    }

    @Test func `the job is lost, its tree is gone, and what it had printed is in the log`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(exec sleep 1000) & echo $! > child; echo ready; printf open; exec sleep 1000")
        let child = try fixture.pid(in: "child")
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.loss == .supervisorLost)
        #expect(end.main.exitCode == nil)
        #expect(end.author == .server)
        #expect(end.startedAt != nil)
        #expect(!fixture.isAlive(child))
        #expect(fixture.members().isEmpty)
        let record = try fixture.processes()
        for process in [record.main, record.waiter] { #expect(!fixture.isAlive(process.pid)) }
        #expect(try fixture.lines() == ["ready", "open"])
        #expect(end.log.lines == 2)
        #expect(try fixture.exitOnDisk() == end)
        for door in [fixture.attempt.fifo, fixture.attempt.control] { #expect(!FileSystem.exists(door)) }
    }

    @Test func `exit.json is not there while a process of the tree is`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "for i in {1..20}; do (exec sleep 1000) & done; echo ready; exec sleep 1000")
        try killSupervisor(of: fixture)
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
        try fixture.launchUntilReady("echo ready; exec sleep 1000")
        try fixture.restart()
        try killSupervisor(of: fixture)
        fixture.engine.resume(fixture.job, attempt: 1)
        #expect(try fixture.waitForEnd().loss == .supervisorLost)
        #expect(fixture.members().isEmpty)
    }

    @Test func `how main ended is known where the waiter wrote it before, and what is left over is ended`()
        throws
    {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(exec sleep 1000) & echo $! > child; echo ready; exit 8", stop: StopPolicy(linger: 600_000))
        try fixture.loop.run(until: "main's end") { fixture.reports.contains(.mainEnded) }
        let child = try fixture.pid(in: "child")
        #expect(fixture.isAlive(child))
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 8))
        #expect(end.loss == nil)
        #expect(end.author == .server)
        #expect(!fixture.isAlive(child))
    }

    @Test func `a SIGKILL of before is known, too: it was not ours`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "(exec sleep 1000) & echo ready; kill -9 $$", stop: StopPolicy(linger: 600_000))
        try fixture.loop.run(until: "main's end") { fixture.reports.contains(.mainEnded) }
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.main == .signal(SIGKILL))
        #expect(end.loss == nil)
    }

    @Test func `a daemon with an environment and a session of its own is found by the output that it holds`()
        throws
    {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            "env -i setsid bash -c 'echo $$ > daemon; exec sleep 1000' & disown; echo ready; exec sleep 1000")
        let daemon = try fixture.pid(in: "daemon")
        try killSupervisor(of: fixture)
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
        let end = try fixture.waitForEnd()
        try fixture.loop.run(until: "the other's end") { !ends.isEmpty }
        #expect(ends == [.ended(end)])
        #expect(try fixture.exitOnDisk() == end)
    }

    @Test func `a stop that was asked for is in the end`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("trap '' INT; echo ready; exec sleep 1000")
        try fixture.engine.stop(fixture.job, mode: .graceful, requester: "test")
        try killSupervisor(of: fixture)
        let end = try fixture.waitForEnd()
        #expect(end.stop?.mode == .graceful)
        #expect(end.stop?.beforeEnd == true)
    }
}
