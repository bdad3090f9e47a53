/// Stops, attempts and receipts as the API tells of them.
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux

extension JobAPI.StopSummary {
    init(_ stop: Jobs.StopSummary) {
        self.init(
            mode: StopMode(stop.mode), by: stop.requester,
            requestedAt: Timestamp(milliseconds: stop.requestedAt),
            stage: TeardownStage(stop.stage),
            seconds: stop.goneAt.map { Double(max(0, $0 - stop.requestedAt)) / 1000 },
            processes: stop.processes)
    }
}

extension StuckProcess {
    /// The supervisor writes `PID NAME STATE PLACE`.
    init(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        self.init(
            pid: parts.first.flatMap { Int($0) } ?? 0, description: parts.count > 1 ? String(parts[1]) : text)
    }
}

extension JobAPI.Attempt {
    init(_ attempt: Jobs.Attempt) {
        let result = attempt.result
        self.init(
            number: attempt.number, state: JobAPI.JobState(result.state),
            cause: result.cause.map { JobCause($0) },
            exitCode: result.exitCode.map { Int($0) }, signal: result.signal.map { Int($0) },
            detail: result.detail,
            startedAt: result.startedAt.map { Timestamp(milliseconds: $0) },
            endedAt: Timestamp(milliseconds: result.endedAt))
    }
}

extension StopReceipt {
    init(_ receipt: Receipt, _ exit: ExitRecord, of job: JobID, attempt: Int) {
        let stop = Jobs.StopSummary(exit, processes: receipt.seen)
        self.init(
            job: job.text, attempt: attempt, stop: stop.map { JobAPI.StopSummary($0) },
            requestedAt: receipt.requestedAt.map { Timestamp(milliseconds: $0) },
            goneAt: Timestamp(milliseconds: receipt.goneAt), stage: TeardownStage(exit.stage),
            signals: receipt.signals.map { JobAPI.SentSignal($0) }, rounds: receipt.rounds,
            cgroupKill: receipt.usedControlGroup, gapBytes: Int64(clamping: receipt.lostBytes),
            gpus: receipt.gpus.map { ReceiptGPU(uuid: $0.uuid, beforeMib: $0.before, afterMib: $0.after) },
            seen: receipt.seen, processes: receipt.processes.map { ReceiptProcess($0) })
    }
}

extension JobAPI.SentSignal {
    init(_ signal: Receipt.SentSignal) {
        let scope: JobAPI.SentSignal.Scope =
            switch signal.scope {
            case .group: .group
            case .tree: .tree
            }
        self.init(signal: Int(signal.number), scope: scope, at: Timestamp(milliseconds: signal.time))
    }
}

extension ReceiptProcess {
    init(_ process: Receipt.Process) {
        self.init(
            pid: Int(process.identity.pid), parent: Int(process.parent), command: process.command,
            startedAt: process.startedAt.map { Timestamp(milliseconds: $0) },
            firstSeen: Timestamp(milliseconds: process.firstSeen),
            goneAt: Timestamp(milliseconds: process.goneAt),
            stage: TeardownStage(process.stage), exitCode: process.outcome?.exitCode.map { Int($0) },
            signal: process.outcome?.signal.map { Int($0) })
    }
}

extension TeardownStage {
    init(_ stage: StopStage) {
        self =
            switch stage {
            case .running: .running
            case .linger: .linger
            case .signal: .signal
            case .terminate: .terminate
            case .kill: .kill
            }
    }
}

extension StopMode {
    init(_ mode: StopRecord.Mode) {
        self =
            switch mode {
            case .graceful: .graceful
            case .terminate: .terminate
            case .kill: .kill
            }
    }
}
