/// The same job again, with changes.
package import JSON
package import JobDirectory
internal import Project

/// What is to be different of a job that is made again; nil leaves a thing as it is.
package struct RerunChange: Sendable {
    /// null: the template's default.
    package var parameters = JSONObject()
    /// nil: the variable is not set any more.
    package var environment: [String: String?] = [:]
    /// As a person writes it, `2h`; inner nil: the template's.
    package var timeout: String??
    /// Name, note, tags, priority.
    package var labels = JobChange()
    package var idempotencyKey: String?

    package init() {}
}

extension JobController {
    /// The template is taken as it is now.
    package func rerun(_ id: JobID, _ change: RerunChange) throws(JobError) -> (job: Job, isNew: Bool) {
        guard let job = table[id] else { throw .notFound(id) }
        let template = try template(job.record.template)
        var parameters = job.record.parameters
        for member in change.parameters {
            // A bare nil would be JSON's null.
            parameters[member.name] = member.value.isNull ? Optional<JSONValue>.none : member.value
        }
        // What a parameter put there comes from the parameter again.
        var environment = job.record.environment.filter { variable in
            !template.parameters.contains { $0.variable == variable.key }
        }
        for (name, value) in change.environment { environment[name] = value }
        let old = MetaRecord(
            name: job.meta.name,
            labels: JobLabels(tags: job.meta.labels.tags, priority: job.meta.labels.priority))
        let meta = change.labels.applied(to: old)
        return try submit(
            JobRequest(
                template: template.id, parameters: parameters, name: meta.name, environment: environment,
                timeout: change.timeout ?? job.record.timeout.map { "\($0)ms" }, labels: meta.labels, parent: id,
                idempotencyKey: change.idempotencyKey))
    }
}
