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

    /// On the worker lane: a search looks at every job, and those that have ended are read from the disk.
    func listJobs(_ input: ListJobs.Input) throws -> ListJobs.Output {
        var cursor: JobCursor?
        if let text = input.cursor {
            guard let place = JobCursor(text) else {
                let flaw = FieldError(
                    parameter: "cursor", detail: "must be the `next` of a page, is '\(text)'")
                throw ProblemError(.badRequest, detail: "The cursor is none of ours.", errors: [flaw])
            }
            cursor = place
        }
        let query = JobQuery(input)
        let page = reader.table.page(query, limit: input.limit, cursor: cursor)
        let counts = input.counts ? StateCounts(reader.table.counts(query)) : nil
        return .ok(JobList(items: page.jobs.map(onWire), next: page.next?.description, counts: counts))
    }

    func createJob(_ input: CreateJob.Input) throws -> CreateJob.Output {
        let body = input.body
        let request = Jobs.JobRequest(
            template: body.template, parameters: body.parameters, name: body.name, environment: body.environment,
            timeout: body.timeout, labels: JobLabels(body), parent: try parent(body.parent),
            idempotencyKey: input.idempotencyKey)
        do throws(JobError) {
            let (job, isNew) = try controller.value.submit(request)
            return isNew ? .created(onWire(job), location: "/api/v1/jobs/\(job.id)") : .ok(onWire(job))
        } catch {
            throw ProblemError(error)
        }
    }

    private func parent(_ text: String?) throws -> JobID? {
        guard let text else { return nil }
        if let job = reader.job(text) { return job.id }
        let flaw = FieldError(pointer: "/parent", detail: "there is no job '\(text)'")
        throw ProblemError(.unprocessableContent, detail: "There is no such job.", errors: [flaw])
    }

    func changeJob(_ input: ChangeJob.Input) throws -> ChangeJob.Output {
        guard let id = JobID(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        var change = Jobs.JobChange()
        change.name = input.body.name
        change.note = input.body.note
        change.tags = input.body.tags
        change.priority = input.body.priority
        change.isPinned = input.body.pinned
        do throws(JobError) {
            return .ok(onWire(try controller.value.change(id, change)))
        } catch {
            throw ProblemError(error)
        }
    }

    func deleteJob(_ input: DeleteJob.Input) throws -> DeleteJob.Output {
        guard let id = JobID(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        do throws(JobError) { try controller.value.delete(id) } catch { throw ProblemError(error) }
        return .noContent
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
