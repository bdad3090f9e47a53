/// Domain to wire: every state, every cause, every error.
@testable import AnanaServer
import HTTP
import JobAPI
import JobDirectory
import Jobs
import Linux
import Project
import Testing

@Suite struct APIConversionTests {
    @Test(arguments: Jobs.JobState.allCases)
    func `a state has the same name on both sides, and the way back`(state: Jobs.JobState) {
        #expect(JobAPI.JobState(state).rawValue == state.rawValue)
        #expect(Jobs.JobState(JobAPI.JobState(state)) == state)
    }

    @Test(arguments: [
        JobResult.Cause.exitCode, .signal, .outOfMemory, .timeLimit, .launchFailure, .logFailure, .reboot,
        .supervisorLost,
    ])
    func `so has a cause`(cause: JobResult.Cause) {
        #expect(JobCause(cause).rawValue == cause.rawValue)
    }

    @Test(arguments: [StopMode.graceful, .terminate, .kill])
    func `and a way to stop`(mode: StopMode) {
        #expect(StopRecord.Mode(mode).rawValue == mode.rawValue)
    }

    @Test(arguments: Parameter.Kind.allCases)
    func `and a kind of parameter`(kind: Parameter.Kind) {
        #expect(ParameterType(kind).rawValue == kind.rawValue)
    }

    private static let stoppedInQueue = ExitRecord(
        author: .server, main: .unknown, startedAt: nil, endedAt: nil, goneAt: 5,
        stop: ExitRecord.Stop(mode: .graceful, requester: "api", time: 5, beforeEnd: true), stage: .running,
        log: LogCounts())

    private static let ends: [(JobResult, String)] = [
        (ProjectFixture.result(.exit(code: 0)), "completed - 0 - -"),
        (ProjectFixture.result(.exit(code: 3)), "failed exit_code 3 - -"),
        (ProjectFixture.result(.signal(9)), "failed signal - 9 -"),
        (
            ProjectFixture.result(
                .launchFailure(LaunchFailure(reason: .commandNotFound, message: "no python3"))),
            "failed launch_failure - - no python3"
        ),
        (ProjectFixture.result(.exit(code: 1), isStopped: true), "stopped - 1 - -"),
        (ProjectFixture.result(.signal(2), isStopped: true), "stopped - - 2 -"),
        (
            ProjectFixture.result(.unknown, loss: .reboot),
            "lost reboot - - the machine was restarted while it ran"
        ),
        (
            ProjectFixture.result(.unknown, loss: .supervisorLost),
            "lost supervisor_lost - - its supervisor was lost before it could record how the job ended"
        ),
        (
            JobResult(stoppedInQueue: stoppedInQueue, after: nil),
            "stopped - - - stopped while queued"
        ),
        (
            ProjectFixture.result(.exit(code: 0), lostBytes: 5),
            "completed - 0 - 5 bytes of the log were lost: the disk was full"
        ),
    ]

    @Test(arguments: ends)
    func `an end is told with cause, code, signal and detail`(result: JobResult, told: String) throws {
        let fixture = try ProjectFixture()
        let job = JobAPI.Job(try fixture.put(.launch, .ended(result)), lines: 4)
        let parts = [
            job.state.rawValue, job.cause?.rawValue ?? "-", job.exitCode.map { "\($0)" } ?? "-",
            job.signal.map { "\($0)" } ?? "-", job.detail ?? "-",
        ]
        #expect(parts.joined(separator: " ") == told && job.lines == 4)
        #expect(job.endedAt == Timestamp(milliseconds: result.endedAt))
    }

    @Test func `a queued job has a place, and neither start nor end`() throws {
        var queued = try ProjectFixture().put()
        queued.queuePosition = 2
        let job = JobAPI.Job(queued, lines: 0)
        #expect(job.queuePosition == 2 && job.startedAt == nil && job.endedAt == nil && job.cause == nil)
    }

    private static let id = JobID(at: 1)
    private static let errors: [(JobError, Int, [String])] = [
        (.notFound(id), 404, []),
        (
            .unknownTemplate("x", known: ["train", "eval"]), 422,
            ["/template 'x' is no template; there are: 'train', 'eval'"]
        ),
        (
            .invalid([Violation(pointer: "/parameters/a", detail: "is too large")]), 422,
            ["/parameters/a is too large"]
        ),
        (.storage(SystemError(code: 28, call: "write /x")), 500, []),
    ]

    @Test(arguments: errors)
    func `an error of a job is a problem`(error: JobError, status: Int, errors: [String]) {
        let problem = ProblemError(error).problem
        #expect(problem.status == status)
        #expect((problem.errors ?? []).map { ($0.pointer ?? "?") + " " + $0.detail } == errors)
    }

    @Test func `an error of the disk tells its reason, not our paths`() {
        let problem = ProblemError(JobError.storage(SystemError(code: 28, call: "write /secret/x"))).problem
        #expect(problem.detail == "It could not be stored, and nothing was done: No space left on device.")
    }
}
