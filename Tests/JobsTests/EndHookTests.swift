import JobDirectory
@testable import Jobs
import Linux
import TestSupport
import Testing

@Suite("EndHooks") struct EndHookTests {
    private func fixture(_ script: String, _ more: String = "") throws -> ControllerFixture {
        let fixture = try ControllerFixture(
            more: "hooks: {job_end: {command: [/bin/sh, hook.sh]\(more)}}")
        try fixture.folder.write(script, to: "hook.sh")
        fixture.controller.describe { Array("\($0.id) \($0.state.rawValue)\n".utf8) }
        return fixture
    }

    private func heard(_ fixture: ControllerFixture) -> [String] {
        let text = (try? fixture.folder.read("heard")) ?? nil
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    @Test func `a hook gets the job that has ended, in the project's folder`() throws {
        let fixture = try fixture("cat >> heard")
        let done = try fixture.submit("true")
        try fixture.wait(until: "the first") { heard(fixture) == ["\(done.id) completed"] }
        let failed = try fixture.submit("exit 3")
        try fixture.wait(until: "the second") { heard(fixture).last == "\(failed.id) failed" }
        #expect(fixture.notices.allSatisfy { !$0.contains("hook") })
    }

    @Test func `it runs at the ends that are wanted only`() throws {
        let fixture = try fixture("cat >> heard", ", on: [failed]")
        let done = try fixture.submit("true")
        try fixture.wait(until: "it is put away") { fixture.isRecorded(done.id) }
        let failed = try fixture.submit("exit 3")
        try fixture.wait(until: "the hook") { !heard(fixture).isEmpty }
        #expect(heard(fixture) == ["\(failed.id) failed"])
    }

    @Test(
        arguments: [
            ("echo no such channel >&2; exit 7", "failed, exit code 7: no such channel", ""),
            ("kill -9 $$", "failed, signal 9", ""),
            ("exec sleep 1000", "took longer than 50ms and was killed", ", timeout: 50ms"),
            ("exec yes", "printed more than 1048576 bytes and was killed", "")
        ])
    func `one that fails is said, and the job is as it was`(script: String, flaw: String, more: String) throws {
        let fixture = try fixture(script, more)
        let job = try fixture.submit("true")
        try fixture.wait(until: "it is said") { fixture.notices.contains { $0.contains("hook") } }
        #expect(fixture.notices.contains("trouble job \(job.id): its hook \(flaw)"))
        try fixture.wait(until: "it is put away") { fixture.isRecorded(job.id) }
        #expect(fixture.table[job.id]?.state == .completed)
    }

    @Test func `one that is not there is said`() throws {
        let fixture = try ControllerFixture(more: "hooks: {job_end: {command: [/no/such/program]}}")
        let job = try fixture.submit("true")
        try fixture.wait(until: "it is said") { fixture.notices.contains { $0.contains("hook") } }
        #expect(fixture.notices.contains { $0.contains("its hook could not be started") })
        try fixture.wait(until: "it is put away") { fixture.isRecorded(job.id) }
    }

    @Test func `one that had begun under another server is not run again`() throws {
        let fixture = try fixture("cat >> heard")
        let job = try fixture.submit("true")
        // Nothing starts before the loop runs.
        try AtomicFile.create(fixture.store.results.job(job.id).hook, with: [])
        try fixture.wait(until: "it is put away") { fixture.isRecorded(job.id) }
        #expect(heard(fixture) == [])
    }
}
