/// The queue on the wire, and the words of a list's filters.
internal import JobAPI
internal import JobDirectory
internal import Jobs

extension JobAPI.Obstacle {
    init(_ obstacle: Jobs.Obstacle) {
        self.init(kind: ObstacleKind(obstacle.kind), detail: obstacle.detail)
    }
}

extension ObstacleKind {
    init(_ kind: Jobs.Obstacle.Kind) {
        self =
            switch kind {
            case .paused: .paused
            case .slot: .slot
            case .flavor: .flavor
            case .gpu: .gpu
            case .retry: .retry
            case .trouble: .trouble
            }
    }
}

extension JobQuery {
    init(_ input: ListJobs.Input) {
        self.init()
        states = Set((input.state ?? []).map { Jobs.JobState($0) })
        templates = Set(input.template ?? [])
        tags = input.tag ?? []
        text = input.text
        createdFrom = input.createdAfter?.milliseconds
        createdBefore = input.createdBefore?.milliseconds
        isPinned = input.pinned
        (key, isAscending) = Self.order(input.sort)
    }

    private static func order(_ order: JobOrder) -> (Key, Bool) {
        switch order {
        case .newest: (.created, false)
        case .oldest: (.created, true)
        case .lastEnded: (.ended, false)
        case .firstEnded: (.ended, true)
        case .longest: (.duration, false)
        case .shortest: (.duration, true)
        }
    }
}

extension StateCounts {
    init(_ counts: [Jobs.JobState: Int]) {
        func count(_ state: Jobs.JobState) -> Int { counts[state] ?? 0 }
        self.init(
            queued: count(.queued), launching: count(.launching), running: count(.running),
            stopping: count(.stopping), finalizing: count(.finalizing), completed: count(.completed),
            failed: count(.failed), stopped: count(.stopped), lost: count(.lost))
    }
}

extension JobLabels {
    init(_ body: JobAPI.JobRequest) {
        self.init(tags: body.tags, note: body.note, priority: body.priority, isPinned: body.pinned)
    }
}

extension JobAPI.Queue {
    init(_ view: QueueView) {
        self.init(
            paused: view.isPaused, limit: view.limit, length: view.length,
            running: view.leases.map { QueueLease(job: $0.job, flavor: $0.lease.flavor, gpus: $0.lease.gpus) },
            queued: view.jobs.map { QueueEntry($0) },
            flavors: view.flavors.map {
                QueueFlavor(name: $0.name, gpus: $0.gpus, limit: $0.limit, running: $0.running, queued: $0.queued)
            })
    }
}

extension QueueEntry {
    init(_ job: Jobs.Job) {
        self.init(
            job: job.id.text, name: job.meta.name, template: job.record.template, flavor: job.record.flavor,
            priority: job.meta.labels.priority, position: job.queuePosition,
            waitingFor: JobAPI.Obstacle(job.waitsFor ?? Jobs.Obstacle(.slot, "its start")),
            estimatedStart: job.estimatedStart.map { Timestamp(milliseconds: $0) })
    }
}
