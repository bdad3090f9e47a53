/// Trials as the API writes them, and what it asks of them.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Results

extension JobAPI.Trial {
    init(_ trial: Results.Trial) {
        self.init(
            id: trial.id, job: trial.scope.job, file: trial.file, number: trial.number,
            state: JobAPI.TrialState(trial.state), parameters: trial.parameters, metrics: trial.metrics,
            seconds: trial.seconds, modifiedAt: Timestamp(milliseconds: trial.modified), stale: trial.isStale)
    }
}

extension TrialNote {
    init(_ note: TrialReading.Note) {
        self.init(job: note.scope.job, file: note.file, detail: note.detail)
    }
}

extension TrialScope {
    /// nil for the project.
    fileprivate var job: String? {
        if case .job(let id) = self { return id.text }
        return nil
    }
}

extension TrialState {
    init(_ state: Results.Trial.State) {
        self =
            switch state {
            case .complete: .complete
            case .running: .running
            case .failed: .failed
            case .pruned: .pruned
            case .waiting: .waiting
            case .unknown: .unknown
            }
    }
}

extension Results.Trial.State {
    init(_ state: TrialState) {
        self =
            switch state {
            case .complete: .complete
            case .running: .running
            case .failed: .failed
            case .pruned: .pruned
            case .waiting: .waiting
            case .unknown: .unknown
            }
    }
}

extension TrialQuery {
    /// - Throws: a problem that names what is at fault.
    init(_ input: ListTrials.Input) throws {
        self.init()
        states = Set((input.state ?? []).map { Results.Trial.State($0) })
        for text in input.where ?? [] {
            guard let condition = Condition(text) else {
                throw Self.fault("where", "must be such as metrics.loss<0.3 or parameters.x=y, is '\(text)'")
            }
            conditions.append(condition)
        }
        guard let sort = input.sort else { return }
        isDescending = sort.hasPrefix("-")
        guard let field = Field(isDescending ? sort.dropFirst() : sort[...]) else {
            let known = "number, seconds, modified, metrics.NAME or parameters.NAME"
            throw Self.fault("sort", "must be \(known), perhaps with a '-' before, is '\(sort)'")
        }
        order = field
    }

    private static func fault(_ parameter: String, _ detail: String) -> ProblemError {
        let flaw = FieldError(parameter: parameter, detail: detail)
        return ProblemError(.badRequest, detail: "The trials wanted are not clear.", errors: [flaw])
    }
}
