/// What outlives main: it may stay, or it is ended; the job's result is main's.
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Leftovers") struct LeftoverTests {
    private let script = "(echo child; read < go; echo late) & exit 4"

    private func job(_ leftovers: StopPolicy.Leftovers) throws -> SupervisedJob {
        let job = try SupervisedJob.shell(script, stop: StopPolicy(linger: 0, leftovers: leftovers))
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        try job.waitFor("child")
        return job
    }

    @Test func `leftovers that may stay are waited for and not signalled`() throws {
        let job = try job(.wait)
        try eventually("main has ended") { try job.state().stage == .linger }
        try job.folder.poke("go")
        let exit = try job.end()
        #expect(exit.main == .exit(code: 4))
        #expect(exit.stage == .linger)
        #expect(exit.stop == nil)
        #expect(try job.receipt().signals.isEmpty)
        #expect(try job.lines() == ["child", "late"])
    }

    @Test func `a stop ends leftovers that may stay, and main's result stands`() throws {
        let job = try job(.wait)
        try eventually("main has ended") { try job.state().stage == .linger }
        _ = try job.ask(.stop(.graceful, requester: "api"))
        let exit = try job.end()
        #expect(exit.main == .exit(code: 4))
        #expect(exit.stage == .terminate)
        #expect(exit.stop?.beforeEnd == false)
        #expect(exit.evidence.endedStage == .running)
    }

    @Test func `leftovers that may not stay get SIGTERM when the linger time is over`() throws {
        let exit = try job(.stop).end()
        #expect(exit.main == .exit(code: 4))
        #expect(exit.stage == .terminate)
    }

    @Test
    func `case 2: a daemon in its own session that ignores all requests is killed, then the end is written`()
        throws
    {
        let job = try SupervisedJob.shell(
            """
            (trap '' TERM INT HUP; setsid bash -c 'echo $$ > daemon; exec sleep 1000' & )
            until [ -s daemon ]; do :; done
            exit 0
            """, stop: StopPolicy(linger: 0))
        let exit = try job.run()
        let daemon = Int32(try job.folder.read("daemon")?.dropLast() ?? "") ?? 0
        #expect(exit.main == .exit(code: 0))
        #expect(exit.stage == .kill)
        #expect(ProcessTable.entry(of: daemon)?.isDead ?? true)
        #expect(exit.goneAt - (exit.endedAt ?? 0) >= 5_000, "five seconds after SIGTERM")
    }
}
