import Glibc
import JSON
import JobDirectory
import Jobs
import Linux
import TestSupport
import Testing

@Suite("JobController, with the real supervisor") struct JobControllerTests {
    @Test func `an accepted job is on the disk before it is answered, and runs after the turn`() throws {
        let fixture = try ControllerFixture()
        let job = try fixture.submit("exit 0")
        #expect(job.state == .queued)
        #expect(job.queuePosition == 1)
        #expect(FileSystem.exists(fixture.store.results.job(job.id).job))
        #expect(!FileSystem.exists(fixture.store.results.job(job.id).attempt(1).launch))
        try fixture.run(until: job.id, is: .completed)
        #expect(try fixture.store.results.activeJobIDs() == [])
        #expect(fixture.slotsInUse == 0)
    }

    @Test func `what is told can be read`() throws {
        let fixture = try ControllerFixture()
        let job = try fixture.submit("exit 4")
        try fixture.run(until: job.id, is: .failed)
        #expect(fixture.notices == ["started running", "ended failed"])
    }

    @Test func `two run at once, the rest wait, oldest first`() throws {
        let fixture = try ControllerFixture(limit: 2)
        for number in 0..<6 { mkfifo(fixture.folder.path + "/go\(number)", 0o600) }
        let jobs = try (0..<6).map { try fixture.submit("read < go\($0)") }
        for oldest in 0..<6 {
            let running = oldest..<min(oldest + 2, 6)
            try fixture.loop.run(until: "\(running) run") {
                #expect(fixture.slotsInUse <= 2)
                return running.allSatisfy { fixture.table[jobs[$0].id]?.state == .running }
            }
            let waiting = jobs.dropFirst(oldest + 2).map { fixture.table[$0.id]?.queuePosition }
            #expect(waiting == (1...6).prefix(waiting.count).map { $0 })
            try fixture.poke("go\(oldest)")
        }
        try fixture.run(until: jobs[5].id, is: .completed)
    }

    @Test func `a job that waits for its flavor holds up nobody else`() throws {
        let fixture = try ControllerFixture(limit: 3)
        let first = try fixture.submit("sleep 1000", flavor: "single")
        let second = try fixture.submit("exit 0", flavor: "single")
        let third = try fixture.submit("exit 0")
        try fixture.run(until: third.id, is: .completed)
        #expect(fixture.table[second.id]?.state == .queued)
        #expect(fixture.table[second.id]?.queuePosition == 1)
        _ = try fixture.controller.stop(first.id, mode: .kill)
        try fixture.run(until: second.id, is: .completed)
        #expect(fixture.table[first.id]?.state == .stopped)
    }

    @Test func `a queued job is stopped at once, and never runs`() throws {
        let fixture = try ControllerFixture(limit: 1)
        let first = try fixture.submit("sleep 1000")
        let second = try fixture.submit("touch ran")
        let third = try fixture.submit("exit 0")
        try fixture.run(until: first.id, is: .running)
        let answer = try fixture.controller.stop(second.id, mode: .graceful)
        #expect(!answer.hadEnded)
        #expect(answer.job.state == .stopped)
        #expect(answer.job.queuePosition == nil)
        #expect(fixture.table[third.id]?.queuePosition == 1)
        _ = try fixture.controller.stop(first.id, mode: .kill)
        try fixture.run(until: third.id, is: .completed)
        #expect(try fixture.folder.read("ran") == nil)
    }

    @Test func `a stop is recorded before it is answered, and again does nothing`() throws {
        let fixture = try ControllerFixture()
        let job = try fixture.submit("trap 'exit 3' INT; while :; do read -t 1 < <(:); done")
        try fixture.run(until: job.id, is: .running)
        #expect(try fixture.controller.stop(job.id, mode: .graceful).job.state == .stopping)
        #expect(FileSystem.exists(fixture.store.results.job(job.id).attempt(1).stop))
        #expect(try fixture.controller.stop(job.id, mode: .graceful).job.state == .stopping)
        try fixture.loop.run(until: "it is over") { fixture.table[job.id]?.state.isFinal ?? false }
        let again = try fixture.controller.stop(job.id, mode: .kill)
        #expect(again.hadEnded)
        #expect(again.job.state == .stopped)
    }

    @Test func `a stop that comes before the job could start reaches it`() throws {
        let fixture = try ControllerFixture()
        let job = try fixture.submit("exec sleep 1000")
        try fixture.loop.run(until: "it is launched") { fixture.table[job.id]?.state == .launching }
        _ = try fixture.controller.stop(job.id, mode: .kill)
        try fixture.run(until: job.id, is: .stopped)
    }

    @Test func `bad requests are refused, and leave nothing`() throws {
        let fixture = try ControllerFixture()
        #expect(throws: JobError.self) { try fixture.controller.submit(JobRequest(template: "none")) }
        #expect(throws: JobError.self) {
            try fixture.controller.submit(JobRequest(template: "shell", parameters: ["script": .integer(1)]))
        }
        #expect(throws: JobError.self) { try fixture.submit("true", flavor: "gpu") }
        #expect(throws: JobError.self) { try fixture.controller.stop(JobID(at: 1), mode: .kill) }
        #expect(try fixture.store.results.activeJobIDs() == [])
        #expect(fixture.table.page(limit: 10).jobs.isEmpty)
    }

    @Test func `jobs that can't be started keep their places, and start when they can`() throws {
        let fixture = try ControllerFixture(limit: 1)
        let jobs = try (0..<3).map { _ in try fixture.submit("echo $ANANA_JOB_ID >> order") }
        // Where the attempts should be there is a file: not even root can make a folder in it.
        let blocks = jobs.map { fixture.store.results.job($0.id).attempts }
        for block in blocks.prefix(2) { try AtomicFile.replace(block, with: []) }
        try fixture.loop.run(until: "a failure") { fixture.notices.contains { $0.hasPrefix("trouble") } }
        #expect(jobs.map { fixture.table[$0.id]?.queuePosition } == [1, 2, 3])
        #expect(jobs.allSatisfy { fixture.table[$0.id]?.state == .queued })
        #expect(fixture.slotsInUse == 0)
        for block in blocks.prefix(2) { try FileSystem.remove(block) }
        try fixture.loop.run(until: "all have run") { fixture.count(of: .completed) == 3 }
        #expect(try fixture.folder.read("order") == jobs.map { $0.id.text + "\n" }.joined())
    }

    @Test func `names sort by creation, also within a millisecond`() throws {
        let fixture = try ControllerFixture(limit: 1)
        let ids = try (0..<20).map { _ in try fixture.submit("exit 0").id }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 20)
        for id in ids.dropFirst() { _ = try fixture.controller.stop(id, mode: .kill) }
        try fixture.run(until: ids[0], is: .completed)
    }

    @Test func `a new server goes on where the old one was: what ran, what waited, what had ended`() throws {
        let fixture = try ControllerFixture(limit: 1)
        mkfifo(fixture.folder.path + "/go", 0o600)
        let running = try fixture.submit("read < go; exit 5")
        let waiting = try fixture.submit("exit 0")
        let cancelled = try fixture.submit("exit 0")
        try fixture.run(until: running.id, is: .running)
        _ = try fixture.controller.stop(cancelled.id, mode: .kill)
        try fixture.restart()
        #expect(fixture.table[running.id]?.state == .running)
        #expect(fixture.table[cancelled.id]?.state == .stopped)
        #expect(fixture.table[waiting.id]?.queuePosition == 1)
        try fixture.poke("go")
        try fixture.run(until: waiting.id, is: .completed)
        #expect(fixture.table[running.id]?.result?.exitCode == 5)
        #expect(try fixture.store.results.activeJobIDs() == [])
    }
}
