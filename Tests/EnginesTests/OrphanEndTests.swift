/// Ends that no supervisor writes: of attempts that left only files behind.
import Engines
import JobDirectory
import JobProcesses
import Linux
import TestSupport
import Testing

@Suite("An attempt that left only files") struct OrphanEndTests {
    private let folder: TemporaryDirectory
    private let results: ResultsFolder
    private let job = JobID(at: WallClock.milliseconds)
    private var attempt: AttemptDirectory { results.job(job).attempt(1) }
    /// Nobody has it: above every limit of pids.
    private static let nobody = ProcessIdentity(pid: 2_000_000_000, start: 1)

    init() throws {
        folder = try TemporaryDirectory()
        results = ResultsFolder(path: folder.path)
        try results.make()
        try FileSystem.makeDirectories(attempt.path)
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws { try AtomicFile.replace(path, with: bytes) }

    private func launch(boot: String? = nil) throws {
        let record = LaunchRecord(
            job: job, attempt: 1, bootID: try boot ?? ProcessTable.bootID(), time: 1, arguments: ["x"],
            workingDirectory: "/", environment: [:], lease: LaunchRecord.Lease(flavor: "cpu"),
            stop: StopPolicy(),
            nonce: "nonce-\(job)", log: results.log(job), index: results.index(job))
        try write(attempt.launch, record.encoded())
    }

    private func processes() throws {
        let record = ProcessRecord(
            bootID: try ProcessTable.bootID(), time: 40, supervisor: Self.nobody, waiter: Self.nobody,
            main: Self.nobody)
        try write(attempt.processes, record.encoded())
    }

    private func end() throws -> ExitRecord {
        let loop = try EventLoop()
        let engine = try LocalEngine(loop: loop, results: results, supervisor: "/nonexistent")
        var end: ExitRecord?
        engine.report = { if case .ended(let record) = $1 { end = record } }
        loop.after(.zero) { engine.resume(job, attempt: 1) }
        try loop.run(until: "the end") { end != nil }
        let record = try #require(end)
        #expect(try ExitRecord(parsing: FileSystem.contents(attempt.exit) ?? []) == record)
        return record
    }

    @Test func `nothing but the intent: it was never started`() throws {
        try launch()
        guard case .launchFailure = try end().main else {
            Issue.record("no launch failure")
            return
        }
    }

    @Test func `a FIFO says that something may have been started: then nobody knows`() throws {
        try launch()
        try Pipe.makeFIFO(attempt.fifo)
        let record = try end()
        #expect(record.main == .unknown && record.loss == .supervisorLost)
        #expect(!FileSystem.exists(attempt.fifo))
    }

    @Test func `who runs is recorded, how it ended is not: lost`() throws {
        try launch()
        try processes()
        let record = try end()
        #expect(record.main == .unknown && record.loss == .supervisorLost && record.startedAt == 40)
    }

    @Test func `the waiter's word counts`() throws {
        try launch()
        try processes()
        let main = MainRecord(end: .status(29 << 8), startedAt: 40, endedAt: 50, usage: nil)
        try write(attempt.main, main.encoded())
        let record = try end()
        #expect(record.main == .exit(code: 29) && record.loss == nil && record.author == .server)
        #expect(record.startedAt == 40 && record.endedAt == 50)
    }

    @Test(arguments: [(45, true), (55, false)])
    func `a stop before the end makes it stopped, a later one does not`(time: Int64, isBefore: Bool) throws {
        try launch()
        try processes()
        try write(attempt.main, MainRecord(end: .status(0), startedAt: 40, endedAt: 50, usage: nil).encoded())
        try write(attempt.stop, StopRecord(mode: .kill, requester: "api", time: time).encoded())
        #expect(try end().stop?.beforeEnd == isBefore)
    }

    @Test func `another boot: lost by it, at once, and nothing is looked for`() throws {
        try launch(boot: "another")
        try processes()
        let record = try end()
        #expect(record.loss == .reboot && record.main == .unknown)
    }

    @Test func `an end that is there already is the end`() throws {
        try launch(boot: "another")
        let written = ExitRecord(
            author: .supervisor, main: .exit(code: 3), startedAt: 1, endedAt: 2, goneAt: 3, stop: nil,
            stage: .running,
            log: LogCounts())
        try write(attempt.exit, written.encoded())
        #expect(try end() == written)
    }

    @Test(
        .enabled(if: DelegatedGroup.isPossible, "no cgroup v2 can be made here"), arguments: [false, true])
    func `the cgroup that a supervisor left is removed, although no record names it`(hasEnded: Bool) throws {
        let place = try #require(DelegatedGroup.place)
        let group = try #require(
            ControlGroup.make(AttemptGroup.name(of: job, attempt: 1), below: place.path))
        defer { group.remove() }
        try launch()
        try processes()
        if hasEnded {
            let written = ExitRecord(
                author: .supervisor, main: .exit(code: 3), startedAt: 1, endedAt: 2, goneAt: 3, stop: nil,
                stage: .running, log: LogCounts())
            try write(attempt.exit, written.encoded())
        }
        _ = try end()
        #expect(!FileSystem.exists(group.path))
    }
}
