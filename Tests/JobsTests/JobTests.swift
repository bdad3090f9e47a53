import JobDirectory
import Jobs
import Testing

@Suite("Job") struct JobTests {
    @Test func `it knows when it started, and how it ended`() throws {
        var job = Job(.sample())
        #expect(job.state == .queued)
        job.queuePosition = 3
        try job.apply(.launch, at: 1)
        #expect(job.queuePosition == nil)
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
}
