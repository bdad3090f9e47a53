/// Every pair of state and event: where it leads, or that it is refused and changes nothing.
import JSON
import JobDirectory
import Jobs
import Testing

@Suite("JobState") struct JobStateTests {
    private static let end = JobResult(
        ExitRecord(
            author: .supervisor, main: .exit(code: 75), startedAt: 5, endedAt: 6, goneAt: 7, stop: nil, stage: .running,
            log: LogCounts()))

    /// All that is allowed; every other pair is refused.
    private static let table: [(JobState, JobState.Event, JobState)] = [
        (.queued, .launch, .launching), (.queued, .retryDue, .queued), (.queued, .ended(end), .failed),
        (.launching, .launchFailed, .queued), (.launching, .started, .running),
        (.launching, .stopRequested, .stopping), (.launching, .mainEnded, .finalizing),
        (.launching, .retry(end, at: 9), .queued), (.launching, .ended(end), .failed),
        (.running, .stopRequested, .stopping), (.running, .mainEnded, .finalizing),
        (.running, .retry(end, at: 9), .queued), (.running, .ended(end), .failed),
        (.stopping, .started, .stopping), (.stopping, .stopRequested, .stopping), (.stopping, .mainEnded, .finalizing),
        (.stopping, .retry(end, at: 9), .queued), (.stopping, .ended(end), .failed),
        (.finalizing, .stopRequested, .finalizing), (.finalizing, .mainEnded, .finalizing),
        (.finalizing, .retry(end, at: 9), .queued), (.finalizing, .ended(end), .failed),
    ]
    private static let events: [JobState.Event] = [
        .launch, .launchFailed, .started, .stopRequested, .mainEnded, .retry(end, at: 9), .retryDue, .ended(end),
    ]

    @Test(arguments: JobState.allCases, events)
    func `takes an event where the table has it, and no other`(state: JobState, event: JobState.Event) {
        let expected = Self.table.first { $0.0 == state && $0.1 == event }?.2
        #expect((try? state.after(event)) == expected)
    }

    private var job: Job {
        Job(
            JobRecord(
                id: JobID(at: 1), template: "t", name: nil, parameters: [:], environment: [:], flavor: "cpu",
                command: ["x"], stop: StopPolicy(), createdAt: 1, retries: RetryPolicy(count: 1, causes: ["exit_code"])))
    }

    @Test func `attempts are counted from their launch, and kept`() throws {
        var job = job
        #expect(job.attempt == 0)
        try job.apply(.launch, at: 2)
        #expect(job.attempt == 1 && job.attempts.isEmpty)
        try job.apply(.started, at: 5)
        try job.apply(.retry(Self.end, at: 9), at: 7)
        #expect(job.attempt == 1 && job.attempts == [Attempt(number: 1, result: Self.end)])
        #expect(job.retryAt == 9 && job.startedAt == nil && job.result == nil)
        try job.apply(.retryDue, at: 9)
        #expect(job.retryAt == nil)
        try job.apply(.launch, at: 10)
        #expect(job.attempt == 2)
        try job.apply(.ended(Self.end), at: 11)
        #expect(job.attempts.map(\.number) == [1, 2] && job.result == Self.end)
    }

    @Test func `a launch that failed was no attempt`() throws {
        var job = job
        try job.apply(.launch, at: 2)
        try job.apply(.launchFailed, at: 3)
        #expect(job.attempt == 0 && job.attempts.isEmpty && job.state == .queued)
    }
}
