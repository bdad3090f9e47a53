import JobDirectory
import Jobs
import Linux
import TestSupport
import Testing

@Suite("Recovery, every shape of a job's folder (supervision.md section 8)") struct RecoveryTests {
    let folder: TemporaryDirectory
    let store: JobStore
    let table = JobTable()
    let id = JobID(at: 1_795_502_641_627)

    var directory: JobDirectory { store.results.job(id) }
    var attempt: AttemptDirectory { directory.attempt(1) }

    init() throws {
        folder = try TemporaryDirectory()
        store = JobStore(results: ResultsFolder(ofProject: folder.path))
        try store.results.make()
    }

    private func accept() throws {
        try store.create(.sample(id))
    }

    private func launch(bootID: String = "boot", gpus: [String] = []) throws {
        try accept()
        try FileSystem.makeDirectories(attempt.path)
        let record = LaunchRecord(
            job: id, attempt: 1, bootID: bootID, time: 5, arguments: ["true"], workingDirectory: "/",
            environment: [:],
            lease: .init(flavor: "gpu", gpus: gpus), stop: StopPolicy(), nonce: "n", log: "l", index: "i")
        try AtomicFile.replace(attempt.launch, with: record.encoded())
    }

    private func writeProcesses() throws {
        let nobody = ProcessIdentity(pid: 1 << 22 + 1, start: 1)
        let record = ProcessRecord(bootID: "boot", time: 7, supervisor: nobody, waiter: nobody, main: nobody)
        try AtomicFile.replace(attempt.processes, with: record.encoded())
    }

    private func recover() throws -> Recovery {
        try Recovery(from: store, into: table)
    }

    @Test func `an accepted job is queued`() throws {
        try accept()
        let recovery = try recover()
        #expect(recovery.queued == [id])
        #expect(recovery.attempts.isEmpty)
        #expect(table[id]?.state == .queued)
        #expect(table[id]?.record == .sample(id))
    }

    @Test func `jobs are queued in the order in which they came`() throws {
        let ids = [3, 1, 2].map { JobID(at: $0 * 100_000_000_000) }
        for id in ids { try store.create(.sample(id)) }
        #expect(try recover().queued == ids.sorted())
    }

    @Test func `a folder that was made, but not accepted, is swept`() throws {
        try FileSystem.makeDirectories(directory.path)
        #expect(try recover().queued.isEmpty)
        #expect(!FileSystem.exists(directory.path))
        #expect(table[id] == nil)
    }

    @Test func `an acceptance without its last step is swept`() throws {
        try accept()
        try FileSystem.remove(store.results.activeLink(id))
        #expect(try recover().queued.isEmpty)
        #expect(!FileSystem.exists(directory.path))
    }

    @Test func `an attempt without an intent was never started: the job is queued`() throws {
        try accept()
        try FileSystem.makeDirectories(attempt.path)
        let recovery = try recover()
        #expect(recovery.queued == [id])
        #expect(!FileSystem.exists(attempt.path))
    }

    @Test func `an intent is an attempt that may run, with what it holds`() throws {
        try launch(gpus: ["GPU-a"])
        let recovery = try recover()
        #expect(recovery.queued.isEmpty)
        #expect(recovery.attempts.map(\.job) == [id])
        #expect(recovery.attempts.map(\.attempt) == [1])
        #expect(recovery.attempts.map(\.lease) == [SlotTable.Lease(flavor: "gpu", gpus: ["GPU-a"])])
        #expect(table[id]?.state == .launching)
    }

    @Test func `an intent that can't be read is an attempt that may run, too, and nothing of it is removed`()
        throws
    {
        try launch()
        try AtomicFile.replace(attempt.launch, with: Array("{\"v\":".utf8))
        let recovery = try recover()
        #expect(recovery.attempts.map(\.lease) == [SlotTable.Lease(flavor: "cpu", gpus: [])])
        #expect(table[id]?.state == .launching)
        #expect(FileSystem.exists(attempt.launch))
    }

    @Test func `the state is the last that the files tell of`() throws {
        try launch()
        try writeProcesses()
        _ = try recover()
        #expect(table[id]?.state == .running)
        #expect(table[id]?.startedAt == 7)
        try AtomicFile.replace(
            attempt.stop, with: StopRecord(mode: .graceful, requester: "api", time: 8).encoded())
        _ = try recover()
        #expect(table[id]?.state == .stopping)
        try AtomicFile.replace(
            attempt.main, with: MainRecord(end: .status(0), startedAt: 7, endedAt: 9, usage: nil).encoded())
        _ = try recover()
        #expect(table[id]?.state == .finalizing)
    }

    @Test func `an end that was not put away yet is an end`() throws {
        try launch()
        try AtomicFile.create(attempt.exit, with: ExitRecord.sample(.exit(code: 3), lines: 12).encoded())
        let recovery = try recover()
        #expect(recovery.ended == [id])
        #expect(recovery.attempts.isEmpty)
        #expect(table[id]?.state == .failed)
        #expect(table[id]?.result?.exitCode == 3)
        #expect(table[id]?.result?.lines == 12)
    }

    @Test func `a finished job is found, and is not active`() throws {
        try launch()
        try AtomicFile.create(attempt.exit, with: ExitRecord.sample(.exit(code: 0)).encoded())
        try store.finish(id)
        let recovery = try recover()
        #expect(recovery.ended.isEmpty)
        #expect(table[id]?.state == .completed)
    }

    /// A crash of the machine, or a person, took its link: something may run there, and nobody would know.
    @Test func `a job that has begun, not ended and lost its link is active again`() throws {
        try launch(gpus: ["GPU-a"])
        try writeProcesses()
        try FileSystem.remove(store.results.activeLink(id))
        let recovery = try recover()
        #expect(recovery.attempts.map(\.job) == [id])
        #expect(recovery.attempts.map(\.lease.gpus) == [["GPU-a"]])
        #expect(recovery.warnings.isEmpty)
        #expect(table[id]?.state == .running)
        #expect(try store.results.activeJobIDs() == [id])
    }

    @Test func `an end that was torn and lost its link is an end that is to be found out again`() throws {
        try launch()
        try AtomicFile.replace(attempt.exit, with: [])
        try FileSystem.remove(store.results.activeLink(id))
        #expect(try recover().attempts.map(\.job) == [id])
        #expect(try store.results.activeJobIDs() == [id])
    }

    @Test func `an attempt without an intent that lost its link is queued again`() throws {
        try accept()
        try FileSystem.makeDirectories(attempt.path)
        try FileSystem.remove(store.results.activeLink(id))
        #expect(try recover().queued == [id])
        #expect(try store.results.activeJobIDs() == [id])
    }

    @Test func `a job that was taken out of the queue is stopped, and never ran`() throws {
        try accept()
        _ = try store.cancel(id, mode: .graceful, at: 9)
        let recovery = try recover()
        #expect(recovery.ended == [id])
        #expect(table[id]?.state == .stopped)
        #expect(table[id]?.result?.detail == "stopped while queued")
        #expect(table[id]?.startedAt == nil)
    }

    @Test(arguments: ["", "{", "[]", "{\"v\":1}"])
    func `a request that can't be read is left alone, with a warning`(content: String) throws {
        try launch()
        try AtomicFile.replace(directory.job, with: Array(content.utf8))
        let recovery = try recover()
        #expect(recovery.warnings.count == 1)
        #expect(recovery.warnings[0].contains(id.text))
        #expect(FileSystem.exists(attempt.launch))
        #expect(table[id] == nil)
    }

    @Test func `a job whose request is gone, but not its attempt, is left alone`() throws {
        try launch()
        try FileSystem.remove(directory.job)
        #expect(try recover().warnings.count == 1)
        #expect(FileSystem.exists(attempt.launch))
    }

    @Test func `one broken folder does not hold up the others`() throws {
        try accept()
        let other = JobID(at: 1)
        try store.create(.sample(other))
        try AtomicFile.replace(store.results.job(other).attempts, with: [])
        let recovery = try recover()
        #expect(recovery.queued.contains(id))
    }

    @Test func `names that are no job's are nobody's business`() throws {
        for name in ["active/README", "2026-11/notes", "active/.hidden"] {
            try folder.write("mine", to: ".anana-results/jobs/" + name)
        }
        let recovery = try recover()
        #expect(recovery.warnings.isEmpty)
        #expect(FileSystem.exists(store.results.jobs + "/2026-11/notes"))
    }
}
