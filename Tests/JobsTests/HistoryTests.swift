@testable import Jobs
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("history.jsonl, a cache of the jobs that have ended") struct HistoryTests {
    private func finish(_ fixture: ControllerFixture, _ script: String = "exit 0") throws -> JobID {
        let id = try fixture.submit(script).id
        try fixture.loop.run(until: "\(id) is in the history") { fixture.isRecorded(id) }
        return id
    }

    private func append(_ bytes: [UInt8], to fixture: ControllerFixture) throws {
        try FileDescriptor.open(fixture.store.results.history, [.write, .append]).writeAll(bytes)
    }

    @Test func `a job that has ended is read back as it was`() throws {
        let fixture = try ControllerFixture()
        let id = try finish(fixture, "exit 7")
        let before = try #require(fixture.table[id])
        #expect(before.state == .failed && before.result?.exitCode == 7)
        #expect((before.bytes ?? 0) > 0)
        try fixture.restart()
        #expect(fixture.table[id] == before)
        #expect(fixture.isRecorded(id))
    }

    @Test func `a job that was taken out of the queue is, too`() throws {
        let fixture = try ControllerFixture(limit: 1)
        let first = try fixture.submit("sleep 1000").id
        let second = try fixture.submit("exit 0").id
        _ = try fixture.controller.stop(second, mode: .kill)
        let before = try #require(fixture.table[second])
        try fixture.restart()
        #expect(fixture.table[second]?.result == before.result)
        #expect(fixture.table[second]?.state == .stopped)
        _ = try fixture.controller.stop(first, mode: .kill)
        try fixture.run(until: first, is: .stopped)
    }

    @Test func `without it, all is read from the folders, and written again`() throws {
        let fixture = try ControllerFixture()
        let ids = try (0..<3).map { try finish(fixture, "exit \($0)") }
        let before = ids.map { fixture.table[$0] }
        try FileSystem.remove(fixture.store.results.history)
        try fixture.restart()
        #expect(ids.map { fixture.table[$0]?.result } == before.map { $0?.result })
        try fixture.loop.run(until: "all are in it again") { ids.allSatisfy { fixture.isRecorded($0) } }
        try fixture.restart()
        #expect(ids.map { fixture.table[$0] } == before)
    }

    @Test func `half a line at its end is cut off, and that job read from its folder`() throws {
        let fixture = try ControllerFixture()
        let ids = try (0..<2).map { _ in try finish(fixture) }
        let path = fixture.store.results.history
        let size = try #require(try FileSystem.status(path)).size
        try FileDescriptor.open(path, .write).truncate(to: size - 40)
        try fixture.restart()
        #expect(ids.allSatisfy { fixture.table[$0]?.state == .completed })
        try fixture.loop.run(until: "it is in it again") { fixture.isRecorded(ids[1]) }
        try fixture.restart()
        #expect(ids.allSatisfy { fixture.isRecorded($0) })
    }

    @Test func `rubbish in the middle costs nothing but the lines that it hits`() throws {
        let fixture = try ControllerFixture()
        let first = try finish(fixture)
        try append(Array(repeating: 0, count: 4096) + Array("\n{\"sum\":\"00\n\n[]\n".utf8), to: fixture)
        let second = try fixture.submit("exit 0").id
        try fixture.loop.run(until: "it has ended") { fixture.table[second]?.state == .completed }
        try fixture.restart()
        #expect(fixture.table.counts()[.completed] == 2)
        #expect(fixture.isRecorded(first))
    }

    @Test func `a folder that somebody removed is a job that is not there`() throws {
        let fixture = try ControllerFixture()
        let (gone, kept) = (try finish(fixture), try finish(fixture))
        try FileSystem.removeTree(fixture.store.results.job(gone).path)
        try fixture.restart()
        #expect(fixture.table[gone] == nil)
        #expect(fixture.table[kept]?.state == .completed)
        #expect(fixture.table.counts()[.completed] == 1)
    }

    @Test func `labels of a job that has ended outlive a restart, and the loss of the cache`() throws {
        let fixture = try ControllerFixture()
        let id = try finish(fixture)
        var change = JobChange()
        (change.name, change.tags, change.isPinned) = ("best", ["a", "b", "a"], true)
        let job = try fixture.controller.change(id, change)
        #expect(job.meta.name == "best" && job.meta.labels.tags == ["a", "b"] && job.meta.labels.isPinned)
        try fixture.restart()
        #expect(fixture.table[id]?.meta == job.meta)
        try FileSystem.remove(fixture.store.results.history)
        try fixture.restart()
        #expect(fixture.table[id]?.meta == job.meta)
    }

    @Test func `of a change that a crash cut in half, the folder has the word`() throws {
        let fixture = try ControllerFixture()
        let id = try finish(fixture)
        var change = JobChange()
        change.note = "half"
        _ = try fixture.controller.change(id, change)
        // As if meta.json had not been written any more.
        try FileSystem.remove(fixture.store.results.job(id).meta)
        try fixture.restart()
        #expect(fixture.table[id]?.meta.labels.note == nil)
    }

    @Test func `a deleted job is gone with all its files, for good`() throws {
        let fixture = try ControllerFixture()
        let id = try finish(fixture, "echo hello; echo x > $ANANA_ARTIFACTS_DIR/a")
        try fixture.controller.delete(id)
        #expect(fixture.table[id] == nil)
        let results = fixture.store.results
        for path in [results.job(id).path, results.log(id), results.index(id), results.trash + "/\(id)"] {
            #expect(!FileSystem.exists(path), "\(path)")
        }
        #expect(throws: JobError.self) { try fixture.controller.delete(id) }
        try fixture.restart()
        #expect(fixture.table[id] == nil)
        #expect(fixture.table.counts()[.completed, default: 0] == 0)
    }

    @Test func `a job that has not ended can't be deleted`() throws {
        let fixture = try ControllerFixture(limit: 1)
        let (running, queued) = (try fixture.submit("sleep 1000").id, try fixture.submit("exit 0").id)
        try fixture.run(until: running, is: .running)
        #expect(throws: JobError.self) { try fixture.controller.delete(running) }
        #expect(throws: JobError.self) { try fixture.controller.delete(queued) }
        _ = try fixture.controller.stop(running, mode: .kill)
        try fixture.run(until: queued, is: .completed)
    }

    @Test func `what a deletion left behind is swept at the next start`() throws {
        let fixture = try ControllerFixture()
        let id = try finish(fixture, "echo hello")
        // As if the server had died right after the job's folder was moved.
        let results = fixture.store.results
        try FileSystem.makeDirectories(results.trash)
        try FileSystem.rename(results.job(id).path, to: results.trash + "/\(id)")
        try fixture.restart()
        #expect(fixture.table[id] == nil)
        #expect(!FileSystem.exists(results.log(id)))
        #expect(try FileSystem.list(results.trash).isEmpty)
    }
}
