/// Looks at the GPUs when somebody wants to know, off the control loop: nvidia-smi takes its time, or hangs.
package import Linux

/// Confined to the control loop.
package final class GPUWatch {
    private let loop: EventLoop
    private let worker: WorkerPool
    /// What was seen counts for so long.
    let freshness: Duration
    /// How often GPUs are looked at that our jobs hold.
    let rounds: Duration
    private let look: @Sendable () -> GPUSurvey?
    /// nil where nothing was seen yet, or nothing is to be seen.
    private(set) var survey: GPUSurvey?
    private(set) var isLooking = false
    /// When the last look ended; nil where that does not count any more.
    private var lookedAt: Instant?
    /// Of the looks that count: those that began after the last GPU was given back.
    private var generation = 0
    /// There is news.
    var changed: () -> Void = {}

    /// - Parameter look: may take long, and runs on a thread of its own.
    package init(
        loop: EventLoop, freshness: Duration = .seconds(5), rounds: Duration = .seconds(60),
        look: @escaping @Sendable () -> GPUSurvey?
    ) throws(SystemError) {
        self.loop = loop
        self.freshness = freshness
        self.rounds = rounds
        self.look = look
        worker = try WorkerPool(threads: 1, capacity: 1)
    }

    /// Whether what was seen tells how things are now; also where the last look has shown nothing.
    var isFresh: Bool { lookedAt.map { Instant.now - $0 < freshness } ?? false }

    /// A GPU was given back, which everybody saw in use until now.
    func forget() {
        generation += 1
        lookedAt = nil
    }

    /// Looks, and calls `changed` then; one look at a time.
    func want() {
        guard !isLooking else { return }
        let (watch, look, generation) = (Confined(self, to: loop), look, generation)
        isLooking = worker.submit {
            let survey = look()
            watch.post { $0.take(survey, generation) }
        }
        // No thread to be had: as if it had shown nothing.
        if !isLooking { lookedAt = .now }
    }

    private func take(_ survey: GPUSurvey?, _ generation: Int) {
        isLooking = false
        if generation == self.generation {
            self.survey = survey
            lookedAt = .now
        }
        changed()
    }
}
