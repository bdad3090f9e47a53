/// Takes jobs in, starts, stops and ends them: the one writer of job state, confined to the control loop.
package import Engines
package import JobDirectory
package import Linux
package import Project

package final class JobController {
    /// What a person who runs the server may want to know.
    package enum Notice: Sendable {
        case accepted(Job)
        case started(Job)
        case ended(Job)
        /// An attempt has ended, another will follow.
        case waits(Job)
        /// Its name, labels or place are others now.
        case changed(Job)
        case deleted(JobID)
        case queuePaused(Bool)
        case trouble(String)
    }

    private let loop: EventLoop
    /// The project's folder, where jobs run.
    private let root: String
    private var project: ProjectConfiguration
    private let gpuMaker: GPUSurvey.Maker
    let store: JobStore
    private let engine: LocalEngine
    let table: JobTable
    let scheduler: Scheduler
    let archive: JobArchive
    private let accepted: AcceptLog
    private let hooks: EndHooks
    private var keys = IdempotencyKeys()
    /// Answers that wait until what they tell of is on the disk.
    private var unsettled: [@Sendable () -> Void] = []
    /// Called on the loop once what it tells of can be read in the table.
    package var notice: (Notice) -> Void = { _ in }

    /// - Parameters:
    ///   - gpuWatch: sees who else uses the GPUs; nil: that is not asked.
    ///   - worker: a thread for what takes as long as there are files; nil: the control loop does it.
    package init(
        loop: EventLoop, root: String, project: ProjectConfiguration, limit: Int, gpus: GPUInventory = .none,
        gpuWatch: GPUWatch? = nil, store: JobStore, engine: LocalEngine, table: JobTable,
        worker: WorkerPool? = nil
    ) {
        self.loop = loop
        self.root = root
        self.project = project
        gpuMaker = gpus.maker
        self.store = store
        self.engine = engine
        self.table = table
        accepted = AcceptLog(store.results)
        scheduler = Scheduler(
            loop: loop, table: table, results: store.results,
            slots: SlotTable(limit: limit, flavors: project.flavors, gpus: gpus.gpus),
            gate: GPUGate(loop: loop, watch: gpuWatch))
        archive = JobArchive(loop: loop, table: table, store: store, accepted: accepted, worker: worker)
        hooks = EndHooks(loop: loop, table: table, store: store, folder: root, hook: project.endHook)
        engine.report = { [unowned self] in observe($0, $1) }
        engine.childEnded = { [unowned self] in hooks.childEnded($0, $1) }
        hooks.trouble = { [unowned self] in notice(.trouble($0)) }
        scheduler.begin = { [unowned self] in begin($0, $1) }
        scheduler.retryDue = { [unowned self] in apply(.retryDue, to: $0) }
        scheduler.gate.trouble = { [unowned self] in notice(.trouble($0)) }
        archive.trouble = { [unowned self] in notice(.trouble($0)) }
        archive.found = { [unowned self] in for (idempotency, job) in $0 { keys.note(idempotency, job) } }
        archive.gone = { [unowned self] in notice(.deleted($0)) }
    }

    /// Takes a job in; it starts at once where a slot is free. With the idempotency key of an earlier request it
    /// is that one's job.
    package func submit(_ request: JobRequest) throws(JobError) -> (job: Job, isNew: Bool) {
        let now = WallClock.milliseconds
        let idempotency = request.idempotency
        if let idempotency, let earlier = keys[idempotency.key, at: now], let job = table[earlier.job] {
            guard earlier.digest == idempotency.digest else { throw .keyTaken(by: earlier.job) }
            return (job, false)
        }
        let template = try template(request.template)
        let resolved = try resolve(request, template)
        var labels = request.labels
        labels.tags = labels.tags.distinct
        let record = JobRecord(
            id: nextID(at: now), template: template.id, name: request.name, parameters: resolved.parameters,
            environment: resolved.environment, flavor: resolved.flavor, command: resolved.command,
            stop: StopPolicy(of: template), createdAt: now, timeout: resolved.timeout,
            retries: RetryPolicy(template.retries), labels: labels, parent: request.parent,
            idempotency: idempotency)
        do throws(SystemError) {
            try accepted.add(record)
            try store.create(record)
        } catch {
            // The log may have it: it must not come back.
            try? accepted.forget(record.id)
            throw .storage(error)
        }
        if let idempotency { keys.note(idempotency, record.id) }
        table.put(Job(record))
        scheduler.add(Job(record))
        // A job that was just put in is there.
        let job = table[record.id] ?? Job(record)
        notice(.accepted(job))
        return (job, true)
    }

    /// Another anana.yaml is in force from now on. Jobs that were accepted stay as they are.
    package func adopt(_ project: ProjectConfiguration, limit: Int) {
        self.project = project
        scheduler.adopt(limit: limit, flavors: project.flavors)
        archive.keep(RetentionRule(project.retention))
        hooks.hook = project.endHook
    }

    /// - Parameter describe: a job as the API has it, in JSON, for the hook at its end.
    package func describe(by describe: @escaping (Job) -> [UInt8]) {
        hooks.describe = describe
    }

    /// What a request would run; nothing is stored.
    package func render(_ request: JobRequest) throws(JobError) -> Template.Resolution {
        try resolve(request, template(request.template))
    }

    func template(_ name: String) throws(JobError) -> Template {
        guard let template = project.template(name) else {
            throw .unknownTemplate(name, known: project.templates.map(\.id))
        }
        return template
    }

    private func resolve(_ request: JobRequest, _ template: Template) throws(JobError) -> Template.Resolution {
        let resolved: Template.Resolution
        do throws(InvalidRequest) {
            resolved = try template.resolve(
                parameters: request.parameters, environment: request.environment, timeout: request.timeout,
                in: root)
        } catch {
            throw .invalid(error.violations)
        }
        if let flaw = scheduler.flaw(of: resolved.flavor) {
            let parameter = template.parameters.first { $0.kind == .flavor }
            throw .invalid([
                Violation(pointer: parameter.map { "/parameters/\($0.name)" } ?? "/template", detail: flaw)
            ])
        }
        return resolved
    }

    /// Runs `answer` when all that was accepted so far survives a power cut: one write for all that a turn of
    /// the loop took in.
    package func whenSettled(_ answer: @escaping @Sendable () -> Void) {
        if accepted.isSettled, unsettled.isEmpty { return answer() }
        unsettled.append(answer)
        guard unsettled.count == 1 else { return }
        loop.atEndOfTurn { [unowned self] in settle() }
    }

    private func settle() {
        do throws(SystemError) {
            try accepted.settle()
            if accepted.size > AcceptLog.limit, try accepted.turn() { archive.putAwayAcceptLog() }
        } catch {
            // The jobs are there, and outlive the server; only a power cut would tell.
            notice(.trouble("accepted jobs could not be brought to the disk: \(error)"))
        }
        let answers = unsettled
        unsettled = []
        for answer in answers { answer() }
    }

    /// - Returns: the job, and whether it had already ended.
    package func stop(_ id: JobID, mode: StopRecord.Mode) throws(JobError) -> (job: Job, hadEnded: Bool) {
        guard let job = table[id] else { throw .notFound(id) }
        if job.state.isFinal { return (job, true) }
        do throws(SystemError) {
            if job.state == .queued {
                try cancel(job, mode)
            } else {
                let wish = try engine.stop(id, mode: mode, requester: "api")
                apply(.stopRequested, to: id)
                if let wish { change(id) { $0.note(stop: wish) } }
            }
        } catch {
            throw .storage(error)
        }
        return (table[id] ?? job, false)
    }

    private func cancel(_ job: Job, _ mode: StopRecord.Mode) throws(SystemError) {
        let last = job.attempts.last
        let record = try store.cancel(
            job.id, attempt: (last?.number ?? 0) + 1, mode: mode, at: WallClock.milliseconds)
        scheduler.remove(job.id)
        end(job.id, JobResult(stoppedInQueue: record, after: last?.result))
    }

    /// What an earlier server left is known, as whoever asks first must find it: before the port opens.
    package func restore(_ recovered: Recovery) {
        for (idempotency, job) in recovered.keys { keys.note(idempotency, job) }
        scheduler.restore(recovered)
    }

    /// Takes up what an earlier server left: `Recovery` has filled the table; nothing has been started yet.
    package func resume(_ recovered: Recovery) {
        for (job, attempt, _) in recovered.attempts { engine.resume(job, attempt: attempt) }
        scheduler.resume(recovered)
        for id in recovered.ended { settle(id) }
        archive.resume(recovered)
    }

    /// Out of the active ones, once its hook can't be lost any more.
    private func settle(_ id: JobID) {
        hooks.run(id) { [unowned self] in archive.putAway(id) }
    }

    /// nil where the job runs now.
    private func begin(_ job: Job, _ lease: SlotTable.Lease) -> String? {
        let launch = Launch(
            root: root, store: store, bootID: engine.currentBootID,
            retention: LogRetention(project.retention.log), gpuMaker: gpuMaker)
        apply(.launch, to: job.id)
        let attempt = table[job.id]?.attempt ?? 1
        do throws(SystemError) {
            try store.settle(job.id)
            try engine.launch(launch.record(for: job.record, attempt: attempt, lease: lease))
            // One that is in the log needlessly is found to be on the disk.
            try? accepted.forget(job.id)
            return nil
        } catch {
            notice(.trouble("job \(job.id) could not be started: \(error)"))
            apply(.launchFailed, to: job.id)
            return "could not be started, and will be tried again: \(error.reason)"
        }
    }

    private func observe(_ id: JobID, _ observation: Observation) {
        switch observation {
        case .started(let time):
            apply(.started, to: id, at: time)
            if let job = table[id] { notice(.started(job)) }
        case .advanced(let stage, let stuck): change(id) { $0.note(stage: stage, stuck: stuck) }
        case .mainEnded: apply(.mainEnded, to: id)
        case .trouble(let message): notice(.trouble("job \(id): \(message)"))
        case .ended(let record): attemptEnded(id, record)
        }
    }

    private func attemptEnded(_ id: JobID, _ record: ExitRecord) {
        guard let job = table[id] else { return }
        let result = store.result(record, of: id, attempt: job.attempt)
        guard let start = store.nextStart(of: job.record, after: job.attempt, result) else {
            return end(id, result)
        }
        scheduler.release(id)
        apply(.retry(result, at: start), to: id)
        scheduler.wait(id, until: start)
        if let job = table[id] { notice(.waits(job)) }
    }

    private func end(_ id: JobID, _ result: JobResult) {
        scheduler.release(id)
        apply(.ended(result), to: id)
        if let job = table[id] {
            scheduler.note(end: job)
            notice(.ended(job))
        }
        settle(id)
    }

    private func apply(_ event: JobState.Event, to id: JobID, at time: Int64 = WallClock.milliseconds) {
        guard var job = table[id] else { return }
        do throws(JobState.InvalidTransition) {
            try job.apply(event, at: time)
            table.put(job)
        } catch {
            // News that came late: the state is further already.
        }
    }

    private func change(_ id: JobID, _ body: (inout Job) -> Void) {
        guard var job = table[id] else { return }
        body(&job)
        table.put(job)
    }

    /// Later than every job there is, also when the clock went back, so that names sort by creation.
    private func nextID(at time: Int64) -> JobID {
        let id = JobID(at: time)
        guard let newest = table.newest, id <= newest else { return id }
        return newest.next
    }
}
