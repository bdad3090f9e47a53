/// From the record of an end to state, cause and words.
import JobDirectory
import Jobs
import Testing

@Suite("JobResult: state and cause of an end") struct VerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let record: ExitRecord
        let state: JobState
        let cause: JobResult.Cause?
        /// Stands in `detail`; nil: there is none.
        let words: String?

        init(
            _ name: String, _ main: MainOutcome, _ evidence: EndEvidence = EndEvidence(), stop: ExitRecord.Stop? = nil,
            loss: ExitRecord.Loss? = nil, log: LogCounts = LogCounts(), _ state: JobState, _ cause: JobResult.Cause?,
            _ words: String? = nil
        ) {
            testDescription = name
            record = ExitRecord(
                author: .supervisor, main: main, startedAt: 1, endedAt: 2, goneAt: 3, stop: stop, stage: .running,
                log: log, loss: loss, evidence: evidence)
            self.state = state
            self.cause = cause
            self.words = words
        }
    }

    private static func stop(beforeEnd: Bool = true, by requester: String = "api") -> ExitRecord.Stop {
        ExitRecord.Stop(mode: .graceful, requester: requester, time: 2, beforeEnd: beforeEnd)
    }

    private static let launchFailure = MainOutcome.launchFailure(
        LaunchFailure(reason: .commandNotFound, message: "no such program"))
    private static let ours = EndEvidence(signalSender: .supervisor, signalStage: .terminate)
    private static let overTime = EndEvidence(timeLimit: 1000)
    private static let noMemory = EndEvidence(outOfMemory: .yes, outOfMemoryCounter: "oom_kill 0 to 1")
    private static let suspected = EndEvidence(
        outOfMemory: .suspected, outOfMemoryCounter: "oom_kill 4 to 5", signalSender: .other)

    static let cases = [
        Case("code 0", .exit(code: 0), .completed, nil),
        Case("code 3", .exit(code: 3), .failed, .exitCode),
        Case("a signal of nobody knows whom", .signal(11), .failed, .signal),
        Case("a foreign signal", .signal(9), EndEvidence(signalSender: .other), .failed, .signal, "not ours"),
        Case("our signal to what lingered", .signal(15), ours, .failed, .signal, "was ours, in stage terminate"),
        Case("a stop before the end, whatever the code", .exit(code: 1), stop: stop(), .stopped, nil),
        Case("a stop before the end, code 0", .exit(code: 0), stop: stop(), .stopped, nil),
        Case("a stop before the end nobody saw", .unknown, stop: stop(), .stopped, nil),
        Case("a stop after the end", .exit(code: 0), stop: stop(beforeEnd: false), .completed, nil),
        Case("a stop before memory ran out", .signal(9), noMemory, stop: stop(), .stopped, nil, "for memory"),
        Case("memory, main killed", .signal(9), noMemory, .failed, .outOfMemory, "oom_kill 0 to 1"),
        Case("memory, a worker killed", .exit(code: 1), noMemory, .failed, .outOfMemory, "for memory"),
        Case("memory suspected, main killed", .signal(9), suspected, .failed, .outOfMemory, "may have run out"),
        Case("memory suspected, an exit code", .exit(code: 1), suspected, .failed, .exitCode, "may have run out"),
        Case("the time limit", .signal(2), overTime, stop: stop(by: "time_limit"), .failed, .timeLimit, "limit of 1000 ms"),
        Case("the time limit, code 0", .exit(code: 0), overTime, stop: stop(by: "time_limit"), .failed, .timeLimit, "limit"),
        Case("no launch", launchFailure, .failed, .launchFailure, "no such program"),
        Case("no log", launchFailure, EndEvidence(logFailure: "No space left"), .failed, .logFailure, "No space left"),
        Case("a stop before a launch that failed", launchFailure, stop: stop(), .stopped, nil, "no such program"),
        Case("a reboot", .unknown, loss: .reboot, .lost, .reboot, "restarted"),
        Case("a reboot while it was stopped", .unknown, stop: stop(), loss: .reboot, .lost, .reboot, "restarted"),
        Case("nobody knows", .unknown, .lost, .supervisorLost),
        Case("a signal of ours that hides the end", .signal(9), loss: .supervisorLost, .lost, .supervisorLost, "supervisor"),
        Case(
            "a gap in the log", .exit(code: 0), EndEvidence(logFailure: "No space left"),
            log: LogCounts(lines: 1, bytes: 2, lostBytes: 70, lostLines: 7), .completed, nil, "70 bytes"),
    ]

    @Test(arguments: cases) func `is told by the rules of supervision.md section 8`(of end: Case) {
        let result = JobResult(end.record)
        #expect(result.state == end.state)
        #expect(result.cause == end.cause)
        #expect(result.exitCode == end.record.main.exitCode && result.signal == end.record.main.signal)
        if let words = end.words {
            #expect(result.detail?.contains(words) == true, "\(result.detail ?? "nothing")")
        } else {
            #expect(result.detail == nil)
        }
    }

    @Test func `a job stopped in the pause between attempts keeps what is known of the last`() {
        let last = JobResult(Case("", .exit(code: 75), .failed, .exitCode).record)
        let result = JobResult(stoppedInQueue: Self.stop(), after: last)
        #expect(result.state == .stopped && result.cause == nil && result.exitCode == 75)
        #expect(result.stop?.requester == "api" && result.stop?.processes == 0)
        #expect(JobResult(stoppedInQueue: Self.stop(), after: nil).exitCode == nil)
    }
}
