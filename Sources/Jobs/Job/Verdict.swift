/// From what is recorded of an end to state, cause and words (supervision.md section 8).
internal import JobDirectory
internal import Linux

struct Verdict {
    let state: JobState
    let cause: EndCause?
    let detail: String?

    init(_ record: ExitRecord) {
        (state, cause) = Self.judge(record)
        detail = Self.words(record, cause)
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

    private static func words(_ record: ExitRecord, _ cause: EndCause?) -> String? {
        let evidence = record.evidence
        var notes: [String] = []
        if case .launchFailure(let failure) = record.main { notes.append(failure.message) }
        if let limit = evidence.timeLimit { notes.append("ran longer than its limit of \(limit) ms") }
        if let memory = memory(evidence) { notes.append(memory) }
        if let sender = sender(record) { notes.append(sender) }
        if let loss = record.loss { notes.append(words(loss)) }
        if record.log.lostBytes > 0 {
            let reason = evidence.logFailure ?? "the disk was full"
            notes.append("\(record.log.lostBytes) bytes of the log were lost: \(reason)")
        } else if let failure = evidence.logFailure {
            notes.append("the log: \(failure)")
        }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    private static func memory(_ evidence: EndEvidence) -> String? {
        let counter = evidence.outOfMemoryCounter.map { " (\($0))" } ?? ""
        return switch evidence.outOfMemory {
        case .yes: "the kernel killed a process of it for memory\(counter)"
        case .suspected: "memory may have run out\(counter)"
        case .no: nil
        }
    }

    private static func sender(_ record: ExitRecord) -> String? {
        guard let signal = record.main.signal, let sender = record.evidence.signalSender else { return nil }
        return switch sender {
        case .supervisor:
            "signal \(signal) was ours, in stage \((record.evidence.signalStage ?? record.stage).rawValue)"
        case .other: "signal \(signal) was not ours: the kernel, the job itself or somebody else sent it"
        }
    }

    private static func words(_ loss: ExitRecord.Loss) -> String {
        switch loss {
        case .reboot: "the machine was restarted while it ran"
        case .supervisorLost: "its supervisor was gone before it could say how it ended"
        }
    }
}
