/// From what is recorded of an end to state, cause and words (supervision.md section 8).
internal import JobDirectory
internal import Linux

struct Verdict {
    let state: JobState
    let cause: EndCause?
    let detail: String?

    init(_ record: ExitRecord) {
        (state, cause) = Self.judge(record)
        detail = VerdictWords(record: record).text
    }

    /// A stop that was asked for before the end makes it `stopped`, whatever the code (design.md section 3);
    /// what the time limit asked for is none.
    private static func judge(_ record: ExitRecord) -> (JobState, EndCause?) {
        if let loss = record.loss { return (.lost, EndCause(loss)) }
        let evidence = record.evidence
        if record.stop?.beforeEnd ?? false, evidence.timeLimit == nil { return (.stopped, nil) }
        if case .launchFailure = record.main {
            return (.failed, evidence.logFailure == nil ? .launchFailure : .logFailure)
        }
        if record.main == .unknown { return (.lost, .supervisorLost) }
        if evidence.outOfMemory == .yes { return (.failed, .outOfMemory) }
        if evidence.timeLimit != nil { return (.failed, .timeLimit) }
        return switch record.main {
        case .exit(code: 0): (.completed, nil)
        // A counter that others share proves nothing by itself: only together with the kernel's way to kill.
        case .signal(Signal.kill.number) where suspects(evidence): (.failed, .outOfMemory)
        case .signal: (.failed, .signal)
        case .exit, .launchFailure, .unknown: (.failed, .exitCode)
        }
    }

    private static func suspects(_ evidence: EndEvidence) -> Bool {
        evidence.outOfMemory == .suspected && evidence.signalSender != .supervisor
    }
}
