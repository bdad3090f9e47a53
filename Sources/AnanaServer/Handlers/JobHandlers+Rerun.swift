/// A job again, and two jobs side by side.
internal import HTTP
internal import JSON
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Provenance

extension JobHandlers {
    func rerunJob(_ input: RerunJob.Input) throws -> RerunJob.Output {
        guard let id = JobID(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        var change = RerunChange()
        if let body = input.body {
            change.parameters = body.parameters
            change.environment = body.environment
            change.timeout = body.timeout
            change.labels.name = body.name
            change.labels.note = body.note
            change.labels.tags = body.tags
            change.labels.priority = body.priority
        }
        change.idempotencyKey = input.idempotencyKey
        do throws(JobError) {
            let (job, isNew) = try controller.value.rerun(id, change)
            let answer = JobAPI.Job(job, lines: reader.lineCount(of: job))
            return isNew ? .created(answer, location: "/api/v1/jobs/\(job.id)") : .ok(answer)
        } catch {
            throw ProblemError(error)
        }
    }

    /// On the worker lane: it waits for the disk.
    func diffJobs(_ input: DiffJobs.Input) throws -> DiffJobs.Output {
        guard let job = reader.job(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        guard let other = reader.job(input.against) else { throw ProblemError.noJob(input.against) }
        let (new, old) = (job.record, other.record)
        return .ok(
            JobDiff(
                job: job.id.text, against: other.id.text,
                template: Self.change(from: old.template, to: new.template),
                parameters: Self.names(old.parameters.names, new.parameters.names).compactMap { name in
                    let (from, to) = (old.parameters[name], new.parameters[name])
                    return from == to ? nil : ParameterChange(name: name, from: from, to: to)
                },
                environment: Self.names(old.environment.keys.sorted(), new.environment.keys.sorted()).compactMap {
                    let (from, to) = (old.environment[$0], new.environment[$0])
                    return from == to ? nil : VariableChange(name: $0, from: from, to: to)
                },
                command: old.command != new.command,
                gitCommit: Self.change(from: try commit(other), to: try commit(job))))
    }

    /// Each once, in the order of the new one.
    private static func names(_ old: [String], _ new: [String]) -> [String] {
        new + old.filter { !new.contains($0) }
    }

    private static func change(from: String?, to: String?) -> TextChange? {
        from == to ? nil : TextChange(from: from, to: to)
    }

    /// nil where it was not recorded.
    private func commit(_ job: Jobs.Job) throws -> String? {
        try ProvenanceRecord.read(reader.results.job(job.id).provenance)?.git?.commit
    }
}
