/// All readers on one event loop: hands them what is told, and keeps their connections from looking dead.
internal import HTTP
internal import Linux

/// Confined to its loop.
final class LoopReaders {
    /// What a poll that has waited long enough still waits for answers to what it asked, such as lines.
    private static let answerLimit = Duration.seconds(5)

    private let number: Int
    private let loop: EventLoop
    private let frames: ControlFrames
    private let topics: TopicLog
    private let exists: (String) -> Bool
    private let ask: (FollowerRequest) -> Void
    private var subscriptions: [Int: Subscription] = [:]
    /// By job and form: those get the same bytes.
    private var groups: [String: [Rendering: [Int: Subscription]]] = [:]
    private var connections: [Int: LogReading] = [:]
    private var raw: [Int: RawReading] = [:]
    private var sessions: [Int: StreamSession] = [:]
    private var lastNumber = 0
    private var heartbeat: Deadline?

    init(
        number: Int, loop: EventLoop, frames: ControlFrames, topics: TopicLog,
        exists: @escaping (String) -> Bool, ask: @escaping (FollowerRequest) -> Void
    ) {
        self.number = number
        self.loop = loop
        self.frames = frames
        self.topics = topics
        self.exists = exists
        self.ask = ask
    }

    /// A reader of one log.
    func add(job: String, start: StartPosition, rendering: Rendering, sink: any BodySink) -> LogReading {
        // Ten thousand readers of one log share its name.
        let job = groups.index(forKey: job).map { groups[$0].key } ?? job
        let connection = LogConnection(
            job: job, saysLag: start.saysLag, rendering: rendering, frames: frames, sink: sink)
        let subscription = subscribe(LogWish(job: job, start: start, rendering: rendering), connection)
        let reading = LogReading(subscription, connection) { [unowned self] in
            connections[$0.id.number] = nil
            remove($0.id)
        }
        connections[subscription.id.number] = reading
        connection.begin()
        subscription.begin()
        beatLater()
        return reading
    }

    /// A reader of one log's bytes.
    func addRaw(job: String, start: StartPosition, sink: any BodySink) -> RawReading {
        let reading = RawReading(id: nextID(), job: job, sink: sink, ask: ask) { [unowned self] in
            raw[$0.id.number] = nil
        }
        raw[reading.id.number] = reading
        reading.begin(start)
        return reading
    }

    /// A reader of several topics.
    /// - Parameter wait: how long a long poll waits for its first frame; nil for a stream.
    func addSession(
        _ request: StreamRequest, _ kind: Rendering.Carrier, _ carrier: any StreamCarrier,
        wait: Duration? = nil
    ) -> SessionReading {
        let session = StreamSession(id: nextID(), kind: kind, carrier: carrier, door: door())
        sessions[session.id.number] = session
        session.begin(request)
        let loop = loop
        let deadline = wait.map { wait in
            loop.after(wait) {
                session.waited()
                loop.after(Self.answerLimit) { session.finish() }
            }
        }
        beatLater()
        return SessionReading(session, deadline: deadline) { [unowned self] in sessions[$0.id.number] = nil }
    }

    func handle(_ event: ReaderEvent) {
        switch event {
        case .opened(let number, let head, let from): subscriptions[number]?.opened(head, from: from)
        case .refused(let number, let refusal): subscriptions[number]?.refused(refusal)
        case .skipped(let number, let range): subscriptions[number]?.skipped(range)
        case .batch(let number, let range, let bytes, let rest, let standing):
            subscriptions[number]?.received(range, bytes, rest, standing)
        case .published(let job, let range, let forms):
            forEach(of: job, forms) { $0.published(range, $1) }
        case .announced(let job, let forms): forEach(of: job, forms) { $0.announced($1) }
        case .ended(let job, let forms): forEach(of: job, forms) { $0.ended($1) }
        case .reset(let job, let head):
            for group in groups[job]?.values.map({ $0 }) ?? [] {
                for reader in group.values { reader.reset(head) }
            }
        case .trimmed(let job, let head):
            for group in groups[job]?.values.map({ $0 }) ?? [] {
                for reader in group.values { reader.trimmed(head) }
            }
        case .raw(let number, let bytes, let next, let isFinal):
            raw[number]?.received(bytes, next: next, isFinal: isFinal)
        case .rawRefused(let number, _): raw[number]?.refused()
        case .gone(let number, let job): sessions[number]?.gone(job)
        case .usage(let number, let job, let time, let frame): sessions[number]?.usage(job, at: time, frame)
        case .metrics(let number, let job, let start, let range, let frame):
            sessions[number]?.metrics(job, start, range, frame)
        case .metricsRefused(let number, let job, let start, let next):
            sessions[number]?.metricsRefused(job, start, next: next)
        }
    }

    /// The topic log has new events.
    func topicsGrew() {
        topics.heard(number)
        for session in sessions.values { session.pump() }
    }

    private func door() -> SessionDoor {
        SessionDoor(
            frames: frames, topics: topics, exists: exists,
            subscribe: { [unowned self] in subscribe($0, $1) },
            unsubscribe: { [unowned self] in
                $0.closed()
                remove($0.id)
            }, ask: ask)
    }

    private func nextID() -> ReaderID {
        lastNumber += 1
        return ReaderID(loop: number, number: lastNumber)
    }

    private func subscribe(_ wish: LogWish, _ outlet: any LogOutlet) -> Subscription {
        let subscription = Subscription(
            id: nextID(), job: wish.job, start: wish.start, rendering: wish.rendering, outlet: outlet,
            wasLive: wish.wasLive, mayLag: wish.mayLag, ask: ask)
        subscriptions[lastNumber] = subscription
        groups[wish.job, default: [:]][wish.rendering, default: [:]][lastNumber] = subscription
        return subscription
    }

    private func remove(_ id: ReaderID) {
        guard let subscription = subscriptions.removeValue(forKey: id.number) else { return }
        let (job, rendering) = (subscription.job, subscription.rendering)
        groups[job]?[rendering]?[id.number] = nil
        if groups[job]?[rendering]?.isEmpty ?? false { groups[job]?[rendering] = nil }
        if groups[job]?.isEmpty ?? false { groups[job] = nil }
    }

    private func forEach(
        of job: String, _ forms: [Rendering: [UInt8]], _ body: (Subscription, [UInt8]) -> Void
    ) {
        for (rendering, bytes) in forms {
            for reader in groups[job]?[rendering]?.values ?? [:].values { body(reader, bytes) }
        }
    }

    /// Half a heartbeat interval has passed.
    func beat() {
        for reading in connections.values { reading.beat() }
        for session in sessions.values { session.beat() }
    }

    private func beatLater() {
        guard heartbeat == nil else { return }
        heartbeat = loop.after(frames.heartbeat / 2) { [unowned self] in
            heartbeat = nil
            beat()
            if !connections.isEmpty || !sessions.isEmpty { beatLater() }
        }
    }
}
