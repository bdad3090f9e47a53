/// The stub of what changes jobs and their order.
import JSON
import JobAPI

extension Stub: ConfigurationHandlers {
    func getConfigSchema(_ input: GetConfigSchema.Input) throws -> GetConfigSchema.Output {
        try answer(input, .ok([:]))
    }
    func renderTemplate(_ input: RenderTemplate.Input) throws -> RenderTemplate.Output {
        try answer(
            input, .ok(RenderedCommand(command: [], environment: [:], parameters: [:], flavor: "cpu", timeout: nil)))
    }
}

extension Stub: QueueHandlers {
    func rerunJob(_ input: RerunJob.Input) throws -> RerunJob.Output {
        try answer(input, .created(Self.job, location: "/api/v1/jobs/j1"))
    }
    func diffJobs(_ input: DiffJobs.Input) throws -> DiffJobs.Output {
        try answer(
            input,
            .ok(
                JobDiff(
                    job: "j1", against: "j2", template: nil, parameters: [], environment: [], command: false,
                    gitCommit: nil)))
    }
    private static let queue = Queue(
        paused: false, limit: 2, length: 0, running: [], queued: [], flavors: [])

    func changeJob(_ input: ChangeJob.Input) throws -> ChangeJob.Output { try answer(input, .ok(Self.job)) }
    func deleteJob(_ input: DeleteJob.Input) throws -> DeleteJob.Output { try answer(input, .noContent) }
    func getQueue(_ input: GetQueue.Input) throws -> GetQueue.Output { try answer(input, .ok(Self.queue)) }
    func pauseQueue(_ input: PauseQueue.Input) throws -> PauseQueue.Output {
        try answer(input, .ok(Self.queue))
    }
    func resumeQueue(_ input: ResumeQueue.Input) throws -> ResumeQueue.Output {
        try answer(input, .ok(Self.queue))
    }
    func moveJob(_ input: MoveJob.Input) throws -> MoveJob.Output { try answer(input, .ok(Self.job)) }
}
