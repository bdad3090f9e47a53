/// The end of an attempt that no supervisor will write: what is known of it, and nothing else.
internal import JobDirectory
internal import JobProcesses
internal import Linux

struct OrphanEnd {
    let files: AttemptRecords
    /// The stop that was asked for.
    let wish: StopRecord?
    /// How main ended; nil where nobody knows.
    let main: MainRecord?
    /// nil where main's own end is what counts.
    let loss: ExitRecord.Loss?
    let goneAt: Int64
    let log: LogCounts
    let logFailure: String?
    /// nil where there was nothing to adopt.
    let adoption: Adoption?
    let gpus: [Receipt.GPU]

    var record: ExitRecord {
        ExitRecord(
            author: .server, main: main?.outcome ?? .unknown,
            startedAt: main?.startedAt ?? files.processes?.time,
            endedAt: main?.endedAt, goneAt: goneAt, stop: stop, stage: stage, log: log, loss: loss,
            evidence: evidence)
    }

    var receipt: Receipt? {
        guard let adoption else { return nil }
        return Receipt(
            requestedAt: stop?.time, goneAt: goneAt, signals: adoption.signals, rounds: adoption.rounds,
            processes: adoption.receipt(goneAt: goneAt), requester: stop?.requester,
            usedControlGroup: adoption.usedControlGroup, lostBytes: log.lostBytes, gpus: gpus,
            seen: adoption.seen)
    }

    private var stage: StopStage { adoption?.stage ?? files.state?.stage ?? .running }

    private var stop: ExitRecord.Stop? {
        if let stop = wish {
            return ExitRecord.Stop(
                mode: stop.mode, requester: stop.requester, time: stop.time,
                beforeEnd: main.map { stop.time < $0.endedAt } ?? true)
        }
        guard adoption?.hasTimedOut ?? false else { return nil }
        return ExitRecord.Stop(mode: .graceful, requester: "time_limit", time: goneAt, beforeEnd: true)
    }

    private var evidence: EndEvidence {
        var evidence = EndEvidence(endedStage: adoption?.endedStage, logFailure: logFailure)
        if adoption?.hasTimedOut ?? false { evidence.timeLimit = files.launch?.timeout }
        // What the supervisor had sent before it died is not known: then nobody is named.
        if let sentStage = adoption?.sentStage {
            (evidence.signalSender, evidence.signalStage) = (.supervisor, sentStage)
        }
        MemoryCounters(of: files.processes?.memory ?? []).note(
            in: &evidence, of: main?.outcome ?? .unknown, family: adoption?.family ?? [])
        return evidence
    }
}
