/// Jobs: started, listed, read, stopped.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux

struct JobHandlers: JobsHandlers {
    let reader: JobReader
    /// Touched by operations of the control lane only.
    let controller: Confined<JobController>

    func listJobs(_ input: ListJobs.Input) throws -> ListJobs.Output {
        var cursor: JobID?
        if let text = input.cursor {
            guard let id = JobID(text) else {
                let flaw = FieldError(
                    parameter: "cursor", detail: "must be the `next` of a page, is '\(text)'")
                throw ProblemError(.badRequest, detail: "The cursor is none of ours.", errors: [flaw])
            }
            cursor = id
        }
        let states = Set((input.state ?? []).map { Jobs.JobState($0) })
        let page = reader.table.page(states: states, limit: input.limit, cursor: cursor)
        return .ok(JobList(items: page.jobs.map(onWire), next: page.next?.text))
    }

    func createJob(_ input: CreateJob.Input) throws -> CreateJob.Output {
        let request = Jobs.JobRequest(
            template: input.body.template, parameters: input.body.parameters, name: input.body.name,
            environment: input.body.environment, timeout: input.body.timeout)
        do throws(JobError) {
            let job = try controller.value.submit(request)
            return .created(onWire(job), location: "/api/v1/jobs/\(job.id)")
        } catch {
            throw ProblemError(error)
        }
    }

    func getJob(_ input: GetJob.Input) throws -> GetJob.Output {
        guard let job = reader.job(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        return .ok(onWire(job))
    }

    func stopJob(_ input: StopJob.Input) throws -> StopJob.Output {
        guard let id = JobID(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        let mode = StopRecord.Mode(input.body?.mode ?? .graceful)
        do throws(JobError) {
            let (job, hadEnded) = try controller.value.stop(id, mode: mode)
            return hadEnded ? .ok(onWire(job)) : .accepted(onWire(job))
        } catch {
            throw ProblemError(error)
        }
    }

    /// On the worker lane: it waits for the disk.
    func getReceipt(_ input: GetReceipt.Input) throws -> GetReceipt.Output {
        guard let job = reader.job(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        guard let (attempt, exit, receipt) = reader.receipt(of: job) else {
            throw ProblemError(
                .notFound, detail: "Job \(job.id) has no receipt: none of its attempts has ended with one.")
        }
        return .ok(StopReceipt(receipt, exit, of: job.id, attempt: attempt))
    }

    private func onWire(_ job: Jobs.Job) -> JobAPI.Job {
        JobAPI.Job(job, lines: reader.lineCount(of: job))
    }
}

extension ProblemError {
    static func noJob(_ id: String) -> ProblemError {
        ProblemError(.notFound, detail: "There is no job \(id).")
    }
}
