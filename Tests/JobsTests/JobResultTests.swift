import JobDirectory
import Jobs
import Testing

@Suite("JobResult, design.md section 3") struct JobResultTests {
    private static func stop(_ beforeEnd: Bool) -> ExitRecord.Stop {
        ExitRecord.Stop(mode: .graceful, requester: "api", time: 1, beforeEnd: beforeEnd)
    }

    private static let failure = MainOutcome.launchFailure(
        LaunchFailure(reason: .other, message: "no such thing"))

    static let verdicts: [(MainOutcome, ExitRecord.Stop?, ExitRecord.Loss?, JobState, JobResult.Cause?)] = [
        (.exit(code: 0), nil, nil, .completed, nil),
        (.exit(code: 3), nil, nil, .failed, .exitCode),
        (.signal(11), nil, nil, .failed, .signal),
        (failure, nil, nil, .failed, .launchFailure),
        (.unknown, nil, .supervisorLost, .lost, .supervisorLost),
        (.unknown, nil, .reboot, .lost, .reboot),
        (.unknown, nil, nil, .lost, .supervisorLost),
        // A stop that came before the end makes it stopped, whatever the code.
        (.exit(code: 0), stop(true), nil, .stopped, nil),
        (.exit(code: 3), stop(true), nil, .stopped, nil),
        (.signal(2), stop(true), nil, .stopped, nil),
        // One that came after it changes nothing.
        (.exit(code: 0), stop(false), nil, .completed, nil),
        (.exit(code: 3), stop(false), nil, .failed, .exitCode),
        // An unknown code is never invented.
        (.signal(9), stop(true), .supervisorLost, .lost, .supervisorLost)
    ]

    @Test(arguments: verdicts)
    func `the end is judged, and the raw code or signal kept`(
        main: MainOutcome, stop: ExitRecord.Stop?, loss: ExitRecord.Loss?, state: JobState,
        cause: JobResult.Cause?
    ) {
        let result = JobResult(record(main, stop, loss))
        #expect(result.state == state)
        #expect(result.cause == cause)
        #expect(result.exitCode == main.exitCode)
        #expect(result.signal == main.signal)
    }

    @Test func `the end is main's, or that of the tree where main's is unknown`() {
        #expect(JobResult(record(.exit(code: 0), nil, nil)).endedAt == 20)
        #expect(JobResult(record(.unknown, nil, .reboot, endedAt: nil)).endedAt == 30)
    }

    @Test func `what is to be said in words is said`() {
        #expect(JobResult(record(.exit(code: 0), nil, nil)).detail == nil)
        #expect(JobResult(record(Self.failure, nil, nil)).detail == "no such thing")
        let gap = record(
            .exit(code: 0), nil, nil, log: LogCounts(lines: 1, bytes: 2, lostBytes: 7, lostLines: 1))
        #expect(JobResult(gap).detail?.contains("7 bytes") == true)
    }

    private func record(
        _ main: MainOutcome, _ stop: ExitRecord.Stop?, _ loss: ExitRecord.Loss?, endedAt: Int64? = 20,
        log: LogCounts = LogCounts()
    ) -> ExitRecord {
        ExitRecord(
            author: .supervisor, main: main, startedAt: 10, endedAt: endedAt, goneAt: 30, stop: stop,
            stage: .running,
            log: log, loss: loss)
    }
}
