import JobDirectory
import Jobs
import Testing

@Suite("Job") struct JobTests {
    @Test func `it knows when it started, and how it ended`() throws {
        var job = Job(.sample())
        #expect(job.state == .queued)
        try job.apply(.launch, at: 1)
        try job.apply(.started, at: 2)
        #expect(job.startedAt == 2)
        try job.apply(.mainEnded, at: 3)
        let result = JobResult(.sample(.exit(code: 0), startedAt: 2))
        try job.apply(.ended(result), at: 4)
        #expect(job.state == .completed)
        #expect(job.result == result)
        #expect(job.startedAt == 2)
    }

    @Test func `an event that can't come leaves it as it was`() throws {
        var job = Job(.sample())
        let before = job
        #expect(throws: JobState.InvalidTransition.self) { try job.apply(.started, at: 1) }
        #expect(job == before)
    }

    @Test func `a start that nobody saw is known from the end`() throws {
        var job = Job(.sample())
        try job.apply(.launch, at: 1)
        try job.apply(.ended(JobResult(.sample(.exit(code: 0), startedAt: 7))), at: 9)
        #expect(job.startedAt == 7)
    }

    private static let bad = JobResult(.sample(.exit(code: 75), startedAt: 5))

    @Test func `attempts are counted from their launch, and kept`() throws {
        var job = Job(.sample())
        #expect(job.attempt == 0)
        try job.apply(.launch, at: 2)
        #expect(job.attempt == 1 && job.attempts.isEmpty)
        try job.apply(.started, at: 5)
        try job.apply(.retry(Self.bad, at: 90), at: 7)
        #expect(job.attempt == 1 && job.attempts == [Attempt(number: 1, result: Self.bad)])
        #expect(job.retryAt == 90 && job.startedAt == nil && job.result == nil)
        try job.apply(.retryDue, at: 90)
        #expect(job.retryAt == nil && job.state == .queued)
        try job.apply(.launch, at: 91)
        #expect(job.attempt == 2)
        try job.apply(.ended(Self.bad), at: 99)
        #expect(job.attempts.map(\.number) == [1, 2] && job.result == Self.bad)
    }

    @Test func `a launch that failed was no attempt`() throws {
        var job = Job(.sample())
        let before = job
        try job.apply(.launch, at: 2)
        try job.apply(.launchFailed, at: 3)
        #expect(job == before)
    }
}
