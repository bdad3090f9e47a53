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
            _ name: String, _ main: MainOutcome, _ state: JobState, _ cause: JobResult.Cause?,
            _ words: String? = nil, evidence: EndEvidence = EndEvidence(), stop: ExitRecord.Stop? = nil,
            loss: ExitRecord.Loss? = nil, log: LogCounts = LogCounts()
        ) {
            testDescription = name
            record = ExitRecord(
                author: .supervisor, main: main, startedAt: 1, endedAt: 2, goneAt: 3, stop: stop,
                stage: .running,
                log: log, loss: loss, evidence: evidence)
            self.state = state
            self.cause = cause
            self.words = words
        }
    }

    private static func stop(
        _ mode: StopRecord.Mode = .graceful, beforeEnd: Bool = true, by requester: String = "api"
    ) -> ExitRecord.Stop {
        ExitRecord.Stop(mode: mode, requester: requester, time: 2, beforeEnd: beforeEnd)
    }

    private static let launchFailure = MainOutcome.launchFailure(
        LaunchFailure(reason: .commandNotFound, message: "no such program"))
    private static let ours = EndEvidence(signalSender: .supervisor, signalStage: .terminate)
    private static let overTime = EndEvidence(
        timeLimit: 90_000, signalSender: .supervisor, signalStage: .signal)
    private static let noMemory = EndEvidence(outOfMemory: .yes, outOfMemoryCounter: "oom_kill 0 to 1")
    private static let suspected = EndEvidence(
        outOfMemory: .suspected, outOfMemoryCounter: "oom_kill 4 to 5", signalSender: .other)

    static let cases = [
        Case("code 0", .exit(code: 0), .completed, nil),
        Case("code 3", .exit(code: 3), .failed, .exitCode),
        Case("a signal of nobody knows whom", .signal(11), .failed, .signal),
        Case(
            "a foreign signal", .signal(9), .failed, .signal,
            "ended by SIGKILL, which the kernel, the job itself or another process sent",
            evidence: EndEvidence(signalSender: .other)),
        Case(
            "a crash", .signal(11), .failed, .signal, "by SIGSEGV (segmentation fault), which the kernel",
            evidence: EndEvidence(signalSender: .other)),
        Case(
            "our signal", .signal(15), .failed, .signal, "SIGTERM, sent because the job had to end",
            evidence: ours),
        Case(
            "the first signal", .signal(2), .stopped, nil,
            "ended by SIGINT, the first signal, sent because a stop was asked for",
            evidence: EndEvidence(signalSender: .supervisor, signalStage: .signal), stop: stop()),
        Case(
            "the second signal", .signal(15), .stopped, nil,
            "ended by SIGTERM, sent because the first signal had not ended it within its grace time",
            evidence: ours, stop: stop()),
        Case(
            "the last signal", .signal(9), .stopped, nil,
            "ended by SIGKILL, sent because what came before had not ended it in time",
            evidence: EndEvidence(signalSender: .supervisor, signalStage: .kill), stop: stop()),
        Case(
            "a kill that was asked for", .signal(9), .stopped, nil,
            "SIGKILL, sent because a stop was asked for",
            evidence: EndEvidence(signalSender: .supervisor, signalStage: .kill), stop: stop(.kill)),
        Case("a stop before the end, whatever the code", .exit(code: 1), .stopped, nil, stop: stop()),
        Case("a stop before the end, code 0", .exit(code: 0), .stopped, nil, stop: stop()),
        Case("a stop before an end that nobody saw", .unknown, .stopped, nil, stop: stop()),
        Case("a stop after the end", .exit(code: 0), .completed, nil, stop: stop(beforeEnd: false)),
        Case(
            "a stop before memory ran out", .signal(9), .stopped, nil, "because memory ran out",
            evidence: noMemory, stop: stop()),
        Case(
            "memory, main killed", .signal(9), .failed, .outOfMemory, "oom_kill 0 to 1", evidence: noMemory),
        Case(
            "memory, a worker killed", .exit(code: 1), .failed, .outOfMemory, "because memory ran out",
            evidence: noMemory),
        Case(
            "memory suspected, main killed", .signal(9), .failed, .outOfMemory, "may have run out",
            evidence: suspected),
        Case(
            "memory suspected, an exit code", .exit(code: 1), .failed, .exitCode, "may have run out",
            evidence: suspected),
        Case(
            "the time limit", .signal(2), .failed, .timeLimit,
            "longer than its limit of 90 s; ended by SIGINT, the first signal, sent because the time was up",
            evidence: overTime,
            stop: stop(by: "time_limit")),
        Case(
            "the time limit, code 0", .exit(code: 0), .failed, .timeLimit, "limit of 90 s",
            evidence: overTime,            stop: stop(by: "time_limit")),
        Case("no launch", launchFailure, .failed, .launchFailure, "no such program"),
        Case(
            "no log", launchFailure, .failed, .logFailure, "No space left",
            evidence: EndEvidence(logFailure: "No space left")),
        Case(
            "a stop before a launch that failed", launchFailure, .stopped, nil, "no such program",
            stop: stop()),
        Case("a reboot", .unknown, .lost, .reboot, "restarted", loss: .reboot),
        Case(
            "a reboot while it was stopped", .unknown, .lost, .reboot, "restarted", stop: stop(), loss: .reboot),
        Case("nobody knows", .unknown, .lost, .supervisorLost),
        Case(
            "a signal of ours that hides the end", .signal(9), .lost, .supervisorLost, "supervisor",
            loss: .supervisorLost),
        Case(
            "a gap in the log", .exit(code: 0), .completed, nil, "70 bytes",
            evidence: EndEvidence(logFailure: "No space left"),
            log: LogCounts(lines: 1, bytes: 2, lostBytes: 70, lostLines: 7))
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
        let end = Case("", .unknown, .stopped, nil, stop: Self.stop()).record
        let result = JobResult(stoppedInQueue: end, after: last)
        #expect(result.state == .stopped && result.cause == nil && result.exitCode == 75)
        #expect(result.stop?.requester == "api" && result.stop?.processes == 0)
        #expect(JobResult(stoppedInQueue: end, after: nil).exitCode == nil)
    }
}
