/// Trials: listed, read, and promoted to a final training.
internal import HTTP
internal import JSON
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project
internal import Results

/// All on the worker lane: they wait for the disk.
struct TrialHandlers: TrialsHandlers {
    let reader: JobReader
    let trials: TrialStore
    let project: LiveProject
    let controller: Confined<JobController>

    /// Of the newest jobs, where none is named.
    private static let jobLimit = 200
    private static let noteLimit = 100
    private static let nameLimit = 200

    func listTrials(_ input: ListTrials.Input) throws -> ListTrials.Output {
        let query = try TrialQuery(input)
        var (found, notes) = ([Results.Trial](), [TrialReading.Note]())
        for (scope, isFinal) in try scopes(input.job) {
            let reading = try trials.reading(of: scope, isFinal: isFinal)
            found += reading.trials
            notes += reading.notes
        }
        let wanted = query.apply(to: found)
        // The pattern leaves digits; more than fit an Int is behind every end.
        let start = min(input.cursor.flatMap { Int($0) } ?? 0, wanted.count)
        let end = min(start + input.limit, wanted.count)
        return .ok(
            TrialList(
                items: wanted[start..<end].map { JobAPI.Trial($0) },
                next: end < wanted.count ? "\(end)" : nil,
                total: wanted.count, metrics: Self.names(wanted, \.metrics),
                parameters: Self.names(wanted, \.parameters),
                notes: notes.prefix(Self.noteLimit).map { TrialNote($0) }))
    }

    func getTrial(_ input: GetTrial.Input) throws -> GetTrial.Output {
        .ok(JobAPI.Trial(try trial(input.trialID)))
    }

    func promoteTrial(_ input: PromoteTrial.Input) throws -> PromoteTrial.Output {
        let trial = try trial(input.trialID)
        guard let promotion = project.current.promotion else {
            let example = "promote: {template: final}"
            throw ProblemError(
                .conflict, detail: "anana.yaml does not say what trials are promoted to: \(example).")
        }
        let job: Jobs.Job
        do {
            let parameters = try promotion.parameters(
                from: trial.parameters, changes: input.body?.parameters ?? [:])
            try FileSystem.makeDirectories(reader.results.path + "/train")
            let request = Jobs.JobRequest(
                template: promotion.template, parameters: parameters,
                name: input.body?.name ?? "final \(trial.id)")
            job = try submit(request)
        } catch let error as InvalidRequest {
            throw ProblemError(.invalid(error.violations))
        } catch let error as JobError {
            throw ProblemError(error)
        }
        return .created(JobAPI.Job(job, lines: 0), location: "/api/v1/jobs/\(job.id)")
    }

    /// Jobs are the control thread's: this one waits for it, and it never waits for a worker.
    private func submit(_ request: Jobs.JobRequest) throws -> Jobs.Job {
        if controller.remote.isCurrent { return try controller.value.submit(request).job }
        let answer = Rendezvous<Result<Jobs.Job, JobError>>()
        controller.post { controller in
            let result = Result { () throws(JobError) in try controller.submit(request).job }
            // Not before it would survive a power cut.
            controller.whenSettled { answer.fulfill(result) }
        }
        return try answer.wait().get()
    }

    private func scopes(_ job: String?) throws -> [(TrialScope, isFinal: Bool)] {
        guard let job else {
            let jobs = reader.table.page(limit: Self.jobLimit).jobs
            return [(.project, false)] + jobs.map { (.job($0.id), $0.state.isFinal) }
        }
        if job == TrialScope.project.text { return [(.project, false)] }
        guard let job = reader.job(job) else { throw ProblemError.noJob(job) }
        return [(.job(job.id), job.state.isFinal)]
    }

    private func trial(_ id: String) throws -> Results.Trial {
        let missing = ProblemError(.notFound, detail: "There is no trial \(id).")
        guard let scope = TrialScope(id.prefix { $0 != "." }) else { throw missing }
        var isFinal = false
        if case .job(let id) = scope {
            guard let job = reader.job(id.text) else { throw missing }
            isFinal = job.state.isFinal
        }
        let reading = try trials.reading(of: scope, isFinal: isFinal)
        guard let trial = reading.trials.first(where: { $0.id == id }) else { throw missing }
        return trial
    }

    private static func names(_ trials: [Results.Trial], _ of: KeyPath<Results.Trial, JSONObject>) -> [String]
    {
        var names: Set<String> = []
        for trial in trials where names.count < nameLimit {
            names.formUnion(trial[keyPath: of].names)
        }
        return Array(names.sorted().prefix(nameLimit))
    }
}
