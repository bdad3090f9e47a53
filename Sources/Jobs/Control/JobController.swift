/// Takes jobs in, starts, stops and ends them: the one writer of job state, confined to the control loop.
package import Engines
package import JobDirectory
package import Linux
package import Project

package final class JobController {
    /// What a person who runs the server may want to know.
    package enum Notice: Sendable {
        case started(Job)
        case ended(Job)
        /// An attempt has ended, another will follow.
        case waits(Job)
        case trouble(String)
    }

    private let loop: EventLoop
    /// The project's folder, where jobs run.
    private let root: String
    private let project: ProjectConfiguration
    private let store: JobStore
    private let engine: LocalEngine
    private let table: JobTable
    private var slots: SlotTable
    /// Oldest first.
    private var queue: [JobID] = []
    /// Jobs that wait for the moment of their next attempt.
    private var waiting: [JobID: Deadline] = [:]
    private var isStartDue = false
    /// Ends that could not be put away yet (a full disk, say).
    private var unfinished: Set<JobID> = []
    /// Called on the loop once what it tells of can be read in the table.
    package var notice: (Notice) -> Void = { _ in }

    package init(
        loop: EventLoop, root: String, project: ProjectConfiguration, limit: Int, gpus: [String],
        store: JobStore,
        engine: LocalEngine, table: JobTable
    ) {
        self.loop = loop
        self.root = root
        self.project = project
        self.store = store
        self.engine = engine
        self.table = table
        slots = SlotTable(limit: limit, flavors: project.flavors, gpus: gpus)
        engine.report = { [unowned self] in observe($0, $1) }
    }

    /// Takes a job in; it starts at once where a slot is free.
    package func submit(_ request: JobRequest) throws(JobError) -> Job {
        guard let template = project.template(request.template) else {
            throw .unknownTemplate(request.template, known: project.templates.map(\.id))
        }
        let resolved: Template.Resolution
        do throws(InvalidRequest) {
            resolved = try template.resolve(
                parameters: request.parameters, environment: request.environment, timeout: request.timeout)
        } catch {
            throw .invalid(error.violations)
        }
        if let flaw = slots.flaw(of: resolved.flavor) {
            let parameter = template.parameters.first { $0.kind == .flavor }
            throw .invalid([
                Violation(pointer: parameter.map { "/parameters/\($0.name)" } ?? "/template", detail: flaw)
            ])
        }
        let now = WallClock.milliseconds
        let record = JobRecord(
            id: nextID(at: now), template: template.id, name: request.name, parameters: resolved.parameters,
            environment: resolved.environment, flavor: resolved.flavor, command: resolved.command,
            stop: StopPolicy(of: template), createdAt: now, timeout: resolved.timeout,
            retries: RetryPolicy(template.retries))
        do throws(SystemError) { try store.create(record) } catch { throw .storage(error) }
        table.put(Job(record))
        queue.append(record.id)
        numberQueue()
        startSoon()
        // A job that was just put in is there.
        return table[record.id] ?? Job(record)
    }

    /// - Returns: the job, and whether it had already ended.
    package func stop(_ id: JobID, mode: StopRecord.Mode) throws(JobError) -> (job: Job, hadEnded: Bool) {
        guard let job = table[id] else { throw .notFound(id) }
        if job.state.isFinal { return (job, true) }
        do throws(SystemError) {
            if job.state == .queued {
                try cancel(id, mode)
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

    /// Takes up what an earlier server left: `Recovery.load` has filled the table; nothing has been started
    /// yet.
    package func resume(_ recovered: Recovery) {
        for (job, attempt, lease) in recovered.attempts {
            slots.restore(lease, for: job)
            engine.resume(job, attempt: attempt)
        }
        queue = recovered.queued
        for (job, start) in recovered.waiting { wait(job, until: start) }
        for id in recovered.ended { putAway(id) }
        numberQueue()
        startSoon()
    }

    private func cancel(_ id: JobID, _ mode: StopRecord.Mode) throws(SystemError) {
        let last = table[id]?.attempts.last
        let record = try store.cancel(
            id, attempt: (last?.number ?? 0) + 1, mode: mode, at: WallClock.milliseconds)
        queue.removeAll { $0 == id }
        waiting.removeValue(forKey: id)?.cancel()
        end(id, JobResult(stoppedInQueue: record, after: last?.result))
    }

    /// Until the moment of the next attempt, but never longer than the pause is: the clock may have been set.
    private func wait(_ id: JobID, until start: Int64) {
        guard let job = table[id] else { return }
        let pause = job.record.retries.pause(after: job.attempt) ?? 0
        let left = min(max(0, start - WallClock.milliseconds), pause)
        waiting[id] = loop.after(.milliseconds(left)) { [unowned self] in
            waiting[id] = nil
            apply(.retryDue, to: id)
            // In its place among the others, by age.
            queue.insert(id, at: queue.firstIndex { $0 > id } ?? queue.endIndex)
            numberQueue()
            startSoon()
        }
    }

    /// After the turn, so that a burst of submissions is answered first.
    private func startSoon() {
        if isStartDue { return }
        isStartDue = true
        loop.atEndOfTurn { [unowned self] in
            isStartDue = false
            startWhatFits()
        }
    }

    /// In order; a job that waits for a GPU does not hold up those behind it that need none.
    private func startWhatFits() {
        for id in queue {
            if slots.isFull { break }
            guard let job = table[id], let lease = slots.lease(job.record.flavor, for: id) else { continue }
            guard start(job, lease) else { break }
            queue.removeAll { $0 == id }
        }
        numberQueue()
    }

    /// False where nothing runs, and that could not be written either: the job waits, in its place, until it
    /// can be.
    private func start(_ job: Job, _ lease: SlotTable.Lease) -> Bool {
        let launch = Launch(root: root, store: store, bootID: engine.currentBootID)
        apply(.launch, to: job.id)
        let attempt = table[job.id]?.attempt ?? 1
        do throws(SystemError) {
            try engine.launch(launch.record(for: job.record, attempt: attempt, lease: lease))
            return true
        } catch {
            notice(.trouble("job \(job.id) could not be started: \(error)"))
            slots.release(job.id)
            apply(.launchFailed, to: job.id)
            loop.after(.seconds(1)) { [unowned self] in startSoon() }
            return false
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
        slots.release(id)
        apply(.retry(result, at: start), to: id)
        wait(id, until: start)
        startSoon()
        if let job = table[id] { notice(.waits(job)) }
    }

    private func end(_ id: JobID, _ result: JobResult) {
        slots.release(id)
        apply(.ended(result), to: id)
        putAway(id)
        numberQueue()
        startSoon()
        if let job = table[id] { notice(.ended(job)) }
    }

    private func putAway(_ id: JobID) {
        do throws(SystemError) {
            try store.finish(id)
            unfinished.remove(id)
        } catch {
            if unfinished.insert(id).inserted {
                notice(.trouble("job \(id) has ended, its folder could not be moved: \(error)"))
            }
            loop.after(.seconds(5)) { [unowned self] in putAway(id) }
        }
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

    private func numberQueue() {
        for (index, id) in queue.enumerated() {
            guard var job = table[id], job.queuePosition != index + 1 else { continue }
            job.queuePosition = index + 1
            table.put(job)
        }
    }

    /// Later than every job there is, also when the clock went back, so that names sort by creation.
    private func nextID(at time: Int64) -> JobID {
        let newest = table.page(states: [], limit: 1, cursor: nil).jobs.first?.id
        let id = JobID(at: time)
        guard let newest, id <= newest else { return id }
        var later = newest.milliseconds
        while true {
            let candidate = JobID(at: later)
            if candidate > newest { return candidate }
            later += 1
        }
    }
}
