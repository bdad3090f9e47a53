/// Domain to wire, and errors to problems: the one place that knows both.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project

extension JobAPI.Job {
    /// - Parameter lines: printed so far.
    init(_ job: Jobs.Job, lines: Int64) {
        let record = job.record
        self.init(
            id: record.id.text, name: job.meta.name, template: record.template, parameters: record.parameters,
            command: record.command, flavor: record.flavor, state: JobAPI.JobState(job.state),
            cause: job.result?.cause.map { JobCause($0) }, exitCode: job.result?.exitCode.map { Int($0) },
            signal: job.result?.signal.map { Int($0) }, detail: job.result?.detail,
            createdAt: Timestamp(milliseconds: record.createdAt),
            startedAt: job.startedAt.map { Timestamp(milliseconds: $0) },
            endedAt: job.result.map { Timestamp(milliseconds: $0.endedAt) }, queuePosition: job.queuePosition,
            lines: lines, timeout: record.timeout, stop: job.stop.map { JobAPI.StopSummary($0) },
            stuck: job.stuck.map { StuckProcess($0) }, attempt: job.attempt,
            attempts: job.attempts.map { JobAPI.Attempt($0) }, attemptLimit: record.retries.count + 1,
            retryAt: job.retryAt.map { Timestamp(milliseconds: $0) }, tags: job.meta.labels.tags,
            note: job.meta.labels.note, priority: job.meta.labels.priority, pinned: job.meta.labels.isPinned,
            parent: record.parent?.text, bytes: job.bytes, waitingFor: job.waitsFor.map { JobAPI.Obstacle($0) },
            estimatedStart: job.estimatedStart.map { Timestamp(milliseconds: $0) })
    }
}

extension JobAPI.JobState {
    init(_ state: Jobs.JobState) {
        self =
            switch state {
            case .queued: .queued
            case .launching: .launching
            case .running: .running
            case .stopping: .stopping
            case .finalizing: .finalizing
            case .completed: .completed
            case .failed: .failed
            case .stopped: .stopped
            case .lost: .lost
            }
    }
}

extension Jobs.JobState {
    init(_ state: JobAPI.JobState) {
        self =
            switch state {
            case .queued: .queued
            case .launching: .launching
            case .running: .running
            case .stopping: .stopping
            case .finalizing: .finalizing
            case .completed: .completed
            case .failed: .failed
            case .stopped: .stopped
            case .lost: .lost
            }
    }
}

extension JobCause {
    init(_ cause: JobResult.Cause) {
        self =
            switch cause {
            case .exitCode: .exitCode
            case .signal: .signal
            case .outOfMemory: .outOfMemory
            case .timeLimit: .timeLimit
            case .launchFailure: .launchFailure
            case .logFailure: .logFailure
            case .reboot: .reboot
            case .supervisorLost: .supervisorLost
            }
    }
}

extension StopRecord.Mode {
    init(_ mode: StopMode) {
        self =
            switch mode {
            case .graceful: .graceful
            case .terminate: .terminate
            case .kill: .kill
            }
    }
}

extension JobAPI.Template {
    /// - Parameter problem: why no job of it could be started now; nil: one could.
    init(_ template: Project.Template, flavors: [String], problem: String?) {
        self.init(
            id: template.id, title: template.title, problem: problem, help: template.help, command: template.command,
            parameters: template.parameters.map { TemplateParameter($0, flavors: flavors) },
            environment: template.environment)
    }
}

extension TemplateParameter {
    init(_ parameter: Parameter, flavors: [String]) {
        let choices: [String]? =
            switch parameter.kind {
            case .enum: parameter.choices
            case .flavor: flavors
            default: nil
            }
        self.init(
            name: parameter.name, type: ParameterType(parameter.kind), title: parameter.title, help: parameter.help,
            required: parameter.isRequired, default: parameter.defaultValue, minimum: parameter.minimum,
            maximum: parameter.maximum, choices: choices, flag: parameter.flag, position: parameter.position,
            variable: parameter.variable, pattern: parameter.pattern, group: parameter.group)
    }
}

extension ParameterType {
    init(_ kind: Parameter.Kind) {
        self =
            switch kind {
            case .integer: .integer
            case .number: .number
            case .string: .string
            case .boolean: .boolean
            case .enum: .enum
            case .flavor: .flavor
            case .array: .array
            case .path: .path
            }
    }
}

extension ProblemError {
    init(_ error: JobError) {
        switch error {
        case .notFound(let id):
            self.init(.notFound, detail: "There is no job \(id).")
        case .unknownTemplate(let name, let known):
            let list = known.map { "'\($0)'" }.joined(separator: ", ")
            let flaw = FieldError(pointer: "/template", detail: "'\(name)' is no template; there are: \(list)")
            self.init(.unprocessableContent, detail: "There is no such template.", errors: [flaw])
        case .invalid(let violations):
            self.init(
                .unprocessableContent, detail: "The job can't be started with these values.",
                errors: violations.map { FieldError(pointer: $0.pointer, detail: $0.detail) })
        case .keyTaken(let job):
            self.init(.conflict, detail: "This Idempotency-Key belongs to job \(job), and to another request.")
        case .notEnded(let id, let state):
            self.init(.conflict, detail: "Job \(id) is \(state.rawValue): it must have ended. Stop it first.")
        case .notQueued(let id, let state):
            self.init(.conflict, detail: "Job \(id) is \(state.rawValue) and has no place in the queue.")
        case .storage(let error):
            self.init(.internalServerError, detail: "It could not be stored, and nothing was done: \(error.reason).")
        }
    }
}
