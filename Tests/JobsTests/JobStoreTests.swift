import Glibc
import JobDirectory
import Jobs
import Linux
import TestSupport
import Testing

@Suite("JobStore") struct JobStoreTests {
    let folder: TemporaryDirectory
    let store: JobStore
    let id = JobID(at: 1_795_502_641_627)

    init() throws {
        folder = try TemporaryDirectory()
        store = JobStore(results: ResultsFolder(ofProject: folder.path))
        try store.results.make()
    }

    @Test func `an accepted job is on the disk, and among the active ones`() throws {
        try store.create(.sample(id))
        let bytes = try FileSystem.contents(store.results.job(id).job) ?? []
        #expect(try JobRecord(parsing: bytes) == .sample(id))
        #expect(try store.results.activeJobIDs() == [id])
        // A person finds it by the link.
        #expect(try FileSystem.canonical(store.results.activeLink(id)) == store.results.job(id).path)
    }

    @Test func `a job that can't be stored leaves nothing`() throws {
        try FileSystem.makeDirectories(store.results.job(id).job)
        #expect(throws: SystemError.self) { try store.create(.sample(id)) }
        #expect(try store.results.activeJobIDs() == [])
        #expect(!FileSystem.exists(store.results.job(id).path))
    }

    @Test func `a job that has ended is active no more, and its folder stays where it is`() throws {
        try store.create(.sample(id))
        try store.finish(id)
        try store.finish(id)
        #expect(try store.results.activeJobIDs() == [])
        #expect(FileSystem.exists(store.results.job(id).job))
    }

    @Test func `a job is taken out of the queue once`() throws {
        try store.create(.sample(id))
        let record = try store.cancel(id, mode: .kill, at: 9)
        #expect(
            try ExitRecord(parsing: FileSystem.contents(store.results.job(id).attempt(1).exit) ?? [])
                == record)
        #expect(throws: SystemError.self) { try store.cancel(id, mode: .kill, at: 10) }
    }
}
