/// Whether a GPU may be leased now: those that others use, or that are gone, are not handed out.
internal import Linux

/// Confined to the control loop. Our own table is asked first, the machine second: two jobs that both see a free
/// GPU can't both have it.
final class GPUGate {
    private let loop: EventLoop
    /// nil: nobody can be asked, what our own jobs hold is all that is known.
    private let watch: GPUWatch?
    private var next: Deadline?
    private var round: Deadline?
    /// Those that jobs of ours hold, as far as that was said.
    private var gone: Set<String> = []
    private var isDumb = false
    /// It may be possible now to start a job.
    var changed: () -> Void = {}
    var trouble: (String) -> Void = { _ in }

    init(loop: EventLoop, watch: GPUWatch?) {
        self.loop = loop
        self.watch = watch
        watch?.changed = { [unowned self] in changed() }
    }

    /// False while it is not known whether the GPUs that a job of the flavor would get are free: `changed` says
    /// when to ask again.
    func isOpen(to flavor: String, _ slots: SlotTable) -> Bool {
        guard let watch, needsLook(flavor, slots), !watch.isFresh else { return true }
        watch.want()
        return false
    }

    /// No job of the flavor could be started. Where that is because of others, it is tried again once what was
    /// seen is old.
    func wait(for flavor: String, _ slots: SlotTable) {
        guard let watch, next == nil, needsLook(flavor, slots) else { return }
        next = loop.after(watch.freshness) { [unowned self] in
            next = nil
            changed()
        }
    }

    /// Whether nothing but the machine itself says whether a job of the flavor could start.
    private func needsLook(_ flavor: String, _ slots: SlotTable) -> Bool {
        let wanted = slots.gpus(of: flavor)
        guard wanted > 0, slots.unleasedGPUs.count >= wanted else { return false }
        return slots.obstacle(to: flavor).map { $0.kind == .gpu } ?? true
    }

    /// What a job of the flavor waits for that only waits for a look; nil for any other.
    func obstacle(to flavor: String, _ slots: SlotTable) -> Obstacle? {
        guard let watch, watch.isLooking, needsLook(flavor, slots), !watch.isFresh else { return nil }
        return Obstacle(.gpu, "the GPUs are being looked at")
    }

    func released(_ gpus: [String]) {
        if !gpus.isEmpty { watch?.forget() }
    }

    /// Brings `slots` to what was seen last, and says what became of GPUs that jobs hold.
    func update(_ slots: inout SlotTable) {
        guard let watch else { return }
        slots.unavailable = [:]
        if let survey = watch.survey {
            for gpu in slots.unleasedGPUs { slots.unavailable[gpu] = survey.obstacle(to: gpu) }
            noteGone(survey, slots)
        }
        warn(watch)
        goRounds(slots)
    }

    private func noteGone(_ survey: GPUSurvey, _ slots: SlotTable) {
        for (job, lease) in slots.leases {
            for gpu in lease.gpus where !survey.devices.contains(where: { $0.id == gpu }) {
                guard gone.insert(gpu).inserted else { continue }
                trouble("\(gpu) is gone, which job \(job) holds; no other job will get it")
            }
        }
        gone.formIntersection(slots.gpus.filter { gpu in !survey.devices.contains { $0.id == gpu } })
    }

    private func warn(_ watch: GPUWatch) {
        // An old answer, or none yet, is no news.
        guard watch.isFresh else { return }
        let wasDumb = isDumb
        isDumb = watch.survey == nil
        if isDumb, !wasDumb {
            trouble("the GPUs can't be looked at: whether others use them is not known, and jobs start all the same")
        }
    }

    private func goRounds(_ slots: SlotTable) {
        guard let watch, round == nil, slots.leases.values.contains(where: { !$0.gpus.isEmpty })
        else { return }
        round = loop.after(watch.rounds) { [unowned self] in
            round = nil
            watch.want()
        }
    }
}
