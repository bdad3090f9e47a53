/// What was seen of main's end, for the evidence in exit.json.
internal import JobDirectory
internal import JobProcesses

struct EndWitness {
    let memory: MemoryCounters
    private let timeout: Int64?
    /// Whether the time limit is why main was stopped.
    private(set) var hasTimedOut = false
    /// How far a stop had come when main ended.
    private var endedStage: StopStage?

    init(timeout: Int64?, memory: MemoryCounters) {
        self.timeout = timeout
        self.memory = memory
    }

    mutating func timedOut() {
        hasTimedOut = true
    }

    mutating func mainEnded(at stage: StopStage) {
        endedStage = stage
    }

    /// When the tree is gone. `sentStage`: the stage in which we had sent main the signal that ended it.
    func evidence(
        of outcome: MainOutcome, family: Set<Int32>, sentStage: StopStage?, logFailure: String?
    ) -> EndEvidence {
        var evidence = EndEvidence(
            timeLimit: hasTimedOut ? timeout : nil, endedStage: endedStage, logFailure: logFailure)
        memory.note(in: &evidence, of: outcome, family: family)
        if case .signal = outcome {
            evidence.signalSender = sentStage == nil ? .other : .supervisor
            evidence.signalStage = sentStage
        }
        return evidence
    }
}
