import Engines
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Taking up what an earlier server started (supervision.md section 8)") struct TakeOverTests {
    @Test func `a job that runs is found again, and its end comes as if nothing had been`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady("echo ready; read < go; echo done; exit 6")
        let started = fixture.reports[0]
        try fixture.restart()
        fixture.engine.resume(fixture.job, attempt: 1)
        try fixture.loop.run(until: "a report") { !fixture.reports.isEmpty }
        #expect(fixture.reports == [started])
        try fixture.poke("go")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 6))
        #expect(end.author == .supervisor)
        #expect(try fixture.lines() == ["ready", "done"])
    }

    @Test func `a job that ended while nobody looked is told with all that happened`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("echo ready; exit 7")
        try eventually("its end") { FileSystem.exists(fixture.attempt.exit) }
        try fixture.restart()
        fixture.engine.resume(fixture.job, attempt: 1)
        #expect(try fixture.waitForEnd().main == .exit(code: 7))
        #expect(fixture.reports.count == 3)
    }

    @Test func `a stop after the new start reaches the old supervisor`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("echo ready; exec sleep 1000")
        try fixture.restart()
        fixture.engine.resume(fixture.job, attempt: 1)
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        let end = try fixture.waitForEnd()
        #expect(end.main == .signal(SIGKILL))
        #expect(end.stop?.beforeEnd == true)
        #expect(end.loss == nil)
    }

    @Test func `after a reboot the job is lost, and no process is signalled, whatever its number`() throws {
        let fixture = try EngineFixture()
        let stranger = try RunningProgram("sleep", ["1000"], output: fixture.folder.path + "/out")
        let identity = try #require(ProcessTable.identity(of: stranger.pid))
        try fixture.leaveAttempt(
            launch: try fixture.record("true", bootID: "another boot"),
            processes: ProcessRecord(
                bootID: "another boot", time: 5, supervisor: identity, waiter: identity, main: identity))
        fixture.engine.resume(fixture.job, attempt: 1)
        let end = try fixture.waitForEnd()
        #expect(end.loss == .reboot)
        #expect(end.main == .unknown)
        #expect(end.startedAt == 5)
        #expect(end.author == .server)
        #expect(stranger.status() == nil)
    }

    @Test func `of a launch record that can't be read the processes tell the boot`() throws {
        let fixture = try EngineFixture()
        let stranger = try RunningProgram("sleep", ["1000"], output: fixture.folder.path + "/out")
        let identity = try #require(ProcessTable.identity(of: stranger.pid))
        try fixture.leaveAttempt(
            launch: nil,
            processes: ProcessRecord(
                bootID: "another boot", time: 5, supervisor: identity, waiter: identity, main: identity))
        try AtomicFile.replace(fixture.attempt.launch, with: Array("{".utf8))
        fixture.engine.resume(fixture.job, attempt: 1)
        #expect(try fixture.waitForEnd().loss == .reboot)
        #expect(stranger.status() == nil)
    }

    @Test(
        arguments: [(0, .exit(code: 0)), (9, .signal(9)), (3 << 8, .exit(code: 3))] as [(Int32, MainOutcome)])
    func `what the waiter wrote before a reboot counts`(status: Int32, outcome: MainOutcome) throws {
        let fixture = try EngineFixture()
        try fixture.leaveAttempt(
            launch: try fixture.record("true", bootID: "another boot"),
            main: MainRecord(end: .status(status), startedAt: 5, endedAt: 6, usage: nil))
        fixture.engine.resume(fixture.job, attempt: 1)
        let end = try fixture.waitForEnd()
        #expect(end.main == outcome)
        #expect(end.loss == nil)
        #expect(end.endedAt == 6)
    }

    @Test func `an intent of which nothing came is a launch failure, after a while`() throws {
        let fixture = try EngineFixture()
        try fixture.leaveAttempt(launch: try fixture.record("echo never"))
        let began = Instant.now
        fixture.engine.resume(fixture.job, attempt: 1)
        guard case .launchFailure = try fixture.waitForEnd().main else {
            Issue.record("\(String(describing: fixture.end))")
            return
        }
        // A supervisor that has only just been started would have had its time.
        #expect(Instant.now - began >= .seconds(5))
        // One that comes after that is turned away.
        let late = try RunningProgram(
            Products.supervisor, [fixture.attempt.path], output: fixture.folder.path + "/late")
        #expect(try late.wait().code == 73)
        #expect(fixture.logText().isEmpty)
    }

    @Test func `a supervisor that is slow to start is waited for`() throws {
        let fixture = try EngineFixture()
        try fixture.leaveAttempt(launch: try fixture.record("echo late; exit 4"))
        fixture.engine.resume(fixture.job, attempt: 1)
        try fixture.loop.run(until: "a turn") { true }
        let supervisor = try RunningProgram(
            Products.supervisor, [fixture.attempt.path], output: fixture.folder.path + "/late")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 4))
        #expect(end.author == .supervisor)
        #expect(try supervisor.wait().code == 0)
    }
}
