/// The queue: shown, paused, resumed, put into another order.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project

struct QueueHandlers: JobAPI.QueueHandlers {
    let reader: JobReader
    /// Touched by operations of the control lane only.
    let controller: Confined<JobController>

    /// On the worker lane: it looks at as many jobs as wait.
    func getQueue(_ input: GetQueue.Input) throws -> GetQueue.Output {
        .ok(Queue(QueueView(of: reader.table)))
    }

    func pauseQueue(_ input: PauseQueue.Input) throws -> PauseQueue.Output {
        try setPaused(true)
        return .ok(Queue(QueueView(of: reader.table)))
    }

    func resumeQueue(_ input: ResumeQueue.Input) throws -> ResumeQueue.Output {
        try setPaused(false)
        return .ok(Queue(QueueView(of: reader.table)))
    }

    private func setPaused(_ isPaused: Bool) throws {
        do throws(JobError) { try controller.value.setPaused(isPaused) } catch { throw ProblemError(error) }
    }

    func moveJob(_ input: MoveJob.Input) throws -> MoveJob.Output {
        guard let id = JobID(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        do throws(JobError) {
            let job: Jobs.Job
            switch (input.body.position, input.body.before.map({ JobID($0) })) {
            case (let position?, nil): job = try controller.value.move(id, toPosition: position)
            case (nil, .some(let other?)): job = try controller.value.move(id, before: other)
            case (nil, .some(nil)): throw flaw("/before", "must be the id of a queued job")
            case (nil, nil): throw flaw("/position", "one of `position` and `before` must be given")
            case (_?, _?): throw flaw("/before", "can't stand beside `position`")
            }
            return .ok(JobAPI.Job(job, lines: reader.lineCount(of: job)))
        } catch {
            throw ProblemError(error)
        }
    }

    private func flaw(_ pointer: String, _ detail: String) -> JobError {
        .invalid([Violation(pointer: pointer, detail: detail)])
    }
}
