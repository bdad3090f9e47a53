@testable import Jobs
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("The redo log of accepted jobs") struct AcceptLogTests {
    let folder: TemporaryDirectory
    let store: JobStore
    let record = JobRecord.sample(JobID(at: 1_795_502_641_627))

    init() throws {
        folder = try TemporaryDirectory()
        store = JobStore(results: ResultsFolder(ofProject: folder.path))
        try store.results.make()
    }

    private func log(_ body: (AcceptLog) throws -> Void) throws {
        let log = AcceptLog(store.results)
        try body(log)
        try log.settle()
    }

    private func recovered() throws -> Recovery {
        try Recovery(from: store, into: JobTable())
    }

    @Test func `a job whose folder a power cut took is queued again`() throws {
        try log { try $0.add(record) }
        #expect(try recovered().queued == [record.id])
        #expect(FileSystem.exists(store.results.job(record.id).job))
        // It is in its own files now: the log has done its work.
        #expect(!FileSystem.exists(store.results.accepted))
        #expect(try recovered().queued == [record.id])
    }

    @Test func `so is one of which an empty job.json is left, or no link`() throws {
        try log { try $0.add(record) }
        try FileSystem.makeDirectories(store.results.job(record.id).path)
        try AtomicFile.replace(store.results.job(record.id).job, with: [])
        #expect(try recovered().queued == [record.id])
        try log { try $0.add(record) }
        try FileSystem.remove(store.results.activeLink(record.id))
        #expect(try recovered().queued == [record.id])
    }

    @Test func `a job that needs the log no more is left as it is`() throws {
        try log {
            try $0.add(record)
            try $0.forget(record.id)
        }
        #expect(try recovered().queued == [])
        #expect(!FileSystem.exists(store.results.job(record.id).path))
    }

    @Test func `half a line at the end is nobody's`() throws {
        try log { try $0.add(record) }
        let path = store.results.accepted
        let size = try #require(try FileSystem.status(path)).size
        try FileDescriptor.open(path, .write).truncate(to: size - 3)
        #expect(try recovered().queued == [])
    }

    @Test func `a log that was turned counts until what it holds is on the disk`() throws {
        let late = JobRecord.sample(JobID(at: 1_795_502_641_700))
        try log {
            try $0.add(record)
            #expect(try $0.turn())
            try $0.add(late)
            #expect(try !$0.turn())
        }
        #expect(try recovered().queued == [record.id, late.id])
        try log {
            try $0.add(record)
            #expect(try $0.turn())
        }
        try AcceptLog.putAway(store.results)
        #expect(!FileSystem.exists(store.results.acceptedBefore))
    }

    @Test func `jobs that run, and jobs that are deleted, do not come back`() throws {
        let fixture = try ControllerFixture()
        let (kept, gone) = (try fixture.submit("exit 0").id, try fixture.submit("exit 0").id)
        try fixture.loop.run(until: "both are in the history") { [kept, gone].allSatisfy(fixture.isRecorded) }
        try fixture.controller.delete(gone)
        // Somebody removes the folder by hand.
        try FileSystem.removeTree(fixture.store.results.job(kept).path)
        try fixture.restart()
        #expect(fixture.table.page(limit: 9).jobs.isEmpty)
    }
}
