/// Why a job ended: a time limit, who sent the signal, memory.
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("The cause of an end") struct CauseTests {
    @Test func `a job that runs past its time limit is stopped as gracefully as by hand`() throws {
        let job = try SupervisedJob.shell(
            "trap 'echo saved; exit 3' INT; echo ready; while :; do read -t 1 < go; done", timeout: 3000)
        mkfifo(job.folder.path + "/go", 0o600)
        let exit = try job.run()
        #expect(exit.evidence.timeLimit == 3000)
        #expect(exit.stop?.requester == "time_limit")
        #expect(exit.stop?.mode == .graceful)
        #expect(exit.main == .exit(code: 3))
        #expect(exit.evidence.endedStage == .signal)
        #expect(try job.lines() == ["ready", "saved"])
        #expect(try job.receipt().requester == "time_limit")
        let started = try #require(exit.startedAt)
        #expect(try #require(exit.stop?.time) - started >= 3000)
    }

    @Test func `a job that ends within its time limit knows nothing of it`() throws {
        let exit = try SupervisedJob.shell("exit 0", timeout: 60_000).run()
        #expect(exit.evidence.timeLimit == nil)
        #expect(exit.stop == nil)
    }

    @Test func `a stop by hand before the limit stays a stop by hand`() throws {
        let job = try SupervisedJob.shell(
            "trap '' INT; echo ready; while :; do sleep 0.05; done",
            stop: StopPolicy(grace: 5000, terminateGrace: 100), timeout: 4000
        ).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.graceful, requester: "api"))
        let exit = try job.end()
        #expect(exit.stop?.requester == "api")
        #expect(exit.evidence.timeLimit == nil)
    }

    @Test(
        arguments: [
            (StopRecord.Mode.graceful, StopPolicy(), 2, StopStage.signal),
            (.terminate, StopPolicy(), 15, .terminate),
            (.kill, StopPolicy(), 9, .kill), (.graceful, StopPolicy(signal: .terminate), 15, .signal),
        ] as [(StopRecord.Mode, StopPolicy, Int32, StopStage)])
    func `a signal of ours is told with its stage`(
        mode: StopRecord.Mode, policy: StopPolicy, signal: Int32, stage: StopStage
    ) throws {
        let job = try SupervisedJob(["/bin/sleep", "1000"], stop: policy).start()
        _ = try job.processes()
        try job.writeStop(mode)
        let exit = try job.end()
        #expect(exit.main == .signal(signal))
        #expect(exit.evidence.signalSender == .supervisor)
        #expect(exit.evidence.signalStage == stage)
        #expect(exit.evidence.endedStage == stage)
    }

    @Test func `a signal of somebody else is told from ours`() throws {
        let job = try SupervisedJob(["/bin/sleep", "1000"]).start()
        Signal.kill.send(to: try job.processes().main)
        let exit = try job.end()
        #expect(exit.main == .signal(9))
        #expect(exit.evidence.signalSender == .other)
        #expect(exit.evidence.signalStage == nil)
        #expect(exit.evidence.endedStage == .running)
    }

    static let hogs = [
        "x = bytearray(400 << 20)",
        "import os\npid = os.fork()\nx = bytearray((1 if pid else 400) << 20)\nif pid: os.waitpid(pid, 0)\nos._exit(1)",
    ]

    @Test(
        .enabled(if: MemoryLimit.isPossible, "no cgroup with a memory limit can be made here"),
        arguments: hogs)
    func `case 21: memory that ran out is told by the counter, whoever was killed for it`(
        script: String
    ) throws {
        let limit = try MemoryLimit(mebibytes: 100)
        let job = try SupervisedJob.python(script)
        try job.start(through: limit.wrapper)
        let exit = try job.end()
        #expect(exit.evidence.outOfMemory == .yes)
        #expect(exit.evidence.outOfMemoryCounter?.contains("oom_kill 0 to 1 in ") == true)
        #expect(exit.main != .exit(code: 0))
    }

    @Test(.enabled(if: MemoryLimit.isPossible, "no cgroup with a memory limit can be made here"))
    func `case 21: where others are counted too, memory is only suspected`() throws {
        let limit = try MemoryLimit(mebibytes: 100)
        let other = try RunningProgram(
            limit.wrapper[0], Array(limit.wrapper.dropFirst()) + ["sleep", "1000"],
            output: "/dev/null")
        try eventually("the other is in the group") { limit.members.contains(other.pid) }
        let job = try SupervisedJob.python(Self.hogs[0])
        try job.start(through: limit.wrapper)
        #expect(try job.end().evidence.outOfMemory == .suspected)
        other.send(.kill)
        try other.wait()
    }

    @Test func `signal 9 alone is no sign of memory`() throws {
        let exit = try SupervisedJob.shell("kill -9 $$").run()
        // Somebody else on this machine may be killed for memory meanwhile: then it is suspected at most.
        #expect(exit.evidence.outOfMemory != .yes)
    }
}
