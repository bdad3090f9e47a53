/// All readers on one event loop: hands them what the follower tells, and keeps their connections from looking dead.
internal import HTTP
internal import Linux

/// Confined to its loop.
final class LoopReaders {
    private let number: Int
    private let loop: EventLoop
    private let frames: ControlFrames
    private let ask: (FollowerRequest) -> Void
    private var readers: [Int: Subscription] = [:]
    /// By job and form: those get the same bytes.
    private var groups: [String: [Rendering: [Int: Subscription]]] = [:]
    private var lastNumber = 0
    private var heartbeat: Deadline?

    init(number: Int, loop: EventLoop, frames: ControlFrames, ask: @escaping (FollowerRequest) -> Void) {
        self.number = number
        self.loop = loop
        self.frames = frames
        self.ask = ask
    }

    func add(job: String, start: StartPosition, rendering: Rendering, sink: any BodySink) -> LogReading {
        lastNumber += 1
        let subscription = Subscription(
            id: ReaderID(loop: number, number: lastNumber), job: job, start: start, rendering: rendering,
            frames: frames, sink: sink, ask: ask)
        readers[lastNumber] = subscription
        groups[job, default: [:]][rendering, default: [:]][lastNumber] = subscription
        subscription.begin()
        beatLater()
        return LogReading(subscription) { [unowned self] in remove($0) }
    }

    func handle(_ event: ReaderEvent) {
        switch event {
        case .opened(let number, let head, let from): readers[number]?.opened(head, from: from)
        case .refused(let number, let refusal): readers[number]?.refused(refusal)
        case .batch(let number, let range, let bytes, let standing):
            readers[number]?.received(range, bytes, standing)
        case .published(let job, let range, let forms):
            forEach(of: job, forms) { $0.published(range, $1) }
        case .announced(let job, let forms): forEach(of: job, forms) { $0.announced($1) }
        case .ended(let job, let forms): forEach(of: job, forms) { $0.ended($1) }
        case .reset(let job, let head):
            for group in groups[job]?.values.map({ $0 }) ?? [] {
                for reader in group.values { reader.reset(head) }
            }
        }
    }

    private func forEach(
        of job: String, _ forms: [Rendering: [UInt8]], _ body: (Subscription, [UInt8]) -> Void
    ) {
        for (rendering, bytes) in forms {
            for reader in groups[job]?[rendering]?.values ?? [:].values { body(reader, bytes) }
        }
    }

    private func remove(_ subscription: Subscription) {
        readers[subscription.id.number] = nil
        groups[subscription.job]?[subscription.rendering]?[subscription.id.number] = nil
        if groups[subscription.job]?[subscription.rendering]?.isEmpty ?? false {
            groups[subscription.job]?[subscription.rendering] = nil
        }
        if groups[subscription.job]?.isEmpty ?? false { groups[subscription.job] = nil }
    }

    private func beatLater() {
        guard heartbeat == nil else { return }
        heartbeat = loop.after(frames.heartbeat / 2) { [unowned self] in
            heartbeat = nil
            for reader in readers.values { reader.beat() }
            if !readers.isEmpty { beatLater() }
        }
    }
}
