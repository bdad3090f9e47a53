/// The stub of what changes jobs and their order.
import JobAPI

extension Stub: QueueHandlers {
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
