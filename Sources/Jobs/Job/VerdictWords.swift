/// What is known of an end besides its state, in sentences for the person whose job it was.
internal import JobDirectory
internal import Linux

struct VerdictWords {
    let record: ExitRecord

    /// nil where state, cause and code say it all.
    var text: String? {
        let evidence = record.evidence
        var notes: [String] = []
        if case .launchFailure(let failure) = record.main { notes.append(failure.message) }
        if let limit = evidence.timeLimit {
            notes.append("ran longer than its limit of \(Self.duration(limit))")
        }
        if let memory { notes.append(memory) }
        if let signal { notes.append(signal) }
        if let loss { notes.append(loss) }
        if record.log.lostBytes > 0 {
            let reason = evidence.logFailure ?? "the disk was full"
            notes.append("\(record.log.lostBytes) bytes of the log were lost: \(reason)")
        } else if let failure = evidence.logFailure {
            notes.append("the log could not be written: \(failure)")
        }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    private var memory: String? {
        let counter = record.evidence.outOfMemoryCounter.map { " (\($0))" } ?? ""
        return switch record.evidence.outOfMemory {
        case .yes: "the kernel killed one of its processes because memory ran out\(counter)"
        case .suspected: "memory may have run out\(counter)"
        case .no: nil
        }
    }

    private var signal: String? {
        guard let number = record.main.signal else { return nil }
        return switch record.evidence.signalSender {
        case .supervisor: "ended by \(SignalWords.name(number)), \(sending)"
        case .other:
            "ended by \(SignalWords.description(number)), "
                + "which the kernel, the job itself or another process sent: no stop and no time limit did"
        case nil: nil
        }
    }

    /// Why we sent main the signal that ended it.
    private var sending: String {
        let asked =
            switch record.stop?.requester {
            case nil: "the job had to end"
            case "time_limit": "the time was up"
            default: "a stop was asked for"
            }
        let stage = record.evidence.signalStage ?? record.stage
        return switch (stage, record.stop?.mode) {
        case (.terminate, .graceful): "sent because the first signal had not ended it within its grace time"
        case (.kill, .graceful), (.kill, .terminate): "sent because what came before had not ended it in time"
        case (.signal, _): "the first signal, sent because \(asked)"
        default: "sent because \(asked)"
        }
    }

    private var loss: String? {
        switch record.loss {
        case .reboot: "the machine was restarted while it ran"
        case .supervisorLost: "its supervisor was lost before it could record how the job ended"
        case nil: nil
        }
    }

    /// `12 h`, `90 s`, `1500 ms`: in the largest unit that leaves no rest.
    private static func duration(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s")]
        for (unit, name) in units where milliseconds >= unit && milliseconds % unit == 0 {
            return "\(milliseconds / unit) \(name)"
        }
        return "\(milliseconds) ms"
    }
}
