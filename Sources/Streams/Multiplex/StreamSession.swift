/// One client's stream of several topics on its connection's loop: events by number, one log, and the rest.

/// Holds no frames, only where the client stands: events it has missed are in the topic log, lines on the
/// disk.
final class StreamSession: LogOutlet {
    /// A client that acknowledges lines is sent at most so many more than it has taken in.
    private static let unacknowledgedLimit: Int64 = 20_000
    static let topicLimit = 64

    let id: ReaderID
    let door: SessionDoor
    let carrier: any StreamCarrier
    let kind: Rendering.Carrier
    /// A long poll ends with its first frames.
    var isPoll: Bool { kind == .longPoll }

    var topics: Set<Topic> = []
    var position: StreamCursor
    var log: Subscription?
    var acknowledged: Int64?
    var metrics: MetricPlace?
    private var heartbeat = Heartbeat()
    private(set) var isGreeted = false
    private(set) var isOver = false
    /// Something was written that the answer to a poll must not keep waiting.
    private var isDue = false
    /// A poll has waited long enough: what there is now is all that it answers.
    private var mustAnswer = false
    /// Why `hello` must be said to a poll, and what the client must fetch anew.
    var resetCause: String?

    init(id: ReaderID, kind: Rendering.Carrier, carrier: any StreamCarrier, door: SessionDoor) {
        self.id = id
        self.kind = kind
        self.carrier = carrier
        self.door = door
        position = StreamCursor(boot: door.frames.bootMark, seq: door.topics.latest)
    }

    func begin(_ request: StreamRequest) {
        carrier.begin()
        var line: StreamCursor?
        switch request.start {
        case .now: break
        case .unknown(let cursor): return refuse(badCursor: "'\(cursor)' is no cursor")
        case .at(let cursor):
            if let flaw = resume(cursor) { return refuse(badCursor: flaw) }
            line = cursor
            // To a client that goes on with our own cursor a poll says no more than what is new.
            isGreeted = isPoll && resetCause == nil && cursor.boot == position.boot
        }
        for topic in request.topics { add(topic, request, line) }
        openLog(request, line)
        if log == nil { greet(nil) }
        settle()
    }

    /// Goes on from where an earlier stream was.
    /// - Returns: what is wrong with the cursor.
    func resume(_ cursor: StreamCursor) -> String? {
        if isPoll {
            position.openLine = cursor.openLine
            position.usage = cursor.usage
        }
        guard let seq = cursor.seq else { return nil }
        if let boot = cursor.boot, boot != position.boot {
            resetCause = "restart"
        } else if seq > door.topics.latest {
            return "event \(seq) has not been yet: the latest is \(door.topics.latest)"
        } else if door.topics.read(after: seq, [], limit: 1) == nil {
            resetCause = "behind"
        } else {
            position.seq = seq
        }
        return nil
    }

    func openLog(_ request: StreamRequest, _ cursor: StreamCursor?) {
        guard case .log(let job)? = request.topics.first(where: { if case .log = $0 { true } else { false } })
        else {
            return
        }
        position.line = cursor?.line
        position.isFinal = cursor?.isFinal ?? false
        // Its end was told: there is nothing more to say about it.
        if position.isFinal { return }
        let wish = LogWish(
            job: job,
            start: cursor?.line.map { .after($0 - 1) } ?? .tail(request.tail ?? StreamRequest.defaultTail),
            rendering: Rendering(carrier: kind, filter: request.filter), wasLive: position.openLine != nil,
            mayLag: request.tail)
        let subscription = door.subscribe(wish, self)
        log = subscription
        subscription.begin()
    }

    var isFull: Bool {
        if carrier.isFull { return true }
        guard let acknowledged, let line = position.line else { return false }
        return line - acknowledged > Self.unacknowledgedLimit
    }

    func opened(_ head: LogHead, from: Int64) {
        guard let log else { return }
        position.line = from
        greet((log.job, head))
        if log.start.saysLag && from > head.first {
            write(CarrierEncoder(job: log.job, rendering: log.rendering).lag(head.first..<from, why: "tail"))
        }
        pump()
    }

    func write(_ bytes: [UInt8], next: Int64) {
        position.line = next
        write(bytes, cursor)
        settle()
    }

    func announce(_ bytes: [UInt8]) {
        if isPoll && !bytes.isEmpty {
            // A client that polls has been told of this open line by an earlier answer.
            let mark = Self.digest(bytes)
            if mark != position.openLine { write(bytes) }
            position.openLine = mark
        } else {
            write(bytes)
        }
        settle()
    }

    func reset(_ head: LogHead) {
        guard let log else { return }
        position.line = head.first
        write(CarrierEncoder(job: log.job, rendering: log.rendering).reset(head, why: "rebuilt"), cursor)
    }

    func trimmed(_ head: LogHead, next: Int64) {
        guard let log else { return }
        position.line = next
        write(CarrierEncoder(job: log.job, rendering: log.rendering).reset(head, why: "retention"), cursor)
        settle()
    }

    func refused(_ refusal: StartPosition.Refusal) {
        dropLog()
        refuse(ControlFrames.refused(refusal))
    }

    func end(_ bytes: [UInt8], next: Int64) {
        position.line = next
        position.isFinal = true
        write(bytes, cursor)
        dropLog()
        settle()
    }

    /// The job of one of its topics was deleted after the client asked for it.
    func gone(_ job: String) {
        let lost = topics.filter { $0.job == job }
        if lost.isEmpty { return }
        for topic in lost { remove(topic) }
        refuse(ControlFrames.refused(.gone(job: job)))
    }

    /// There are new events.
    func pump() {
        guard isGreeted, !isOver else { return }
        while !carrier.isFull {
            guard let reading = door.topics.read(after: position.seq ?? 0, topics) else {
                position.seq = door.topics.latest
                tellReset("behind")
                continue
            }
            for entry in reading.entries {
                position.seq = entry.seq
                write(entry.frame.bytes(for: kind), cursor)
            }
            position.seq = reading.seq
            if !reading.isBehind { break }
        }
        askMetrics()
        settle()
    }

    /// There is room again.
    func drained() {
        pump()
        log?.drained()
    }

    func beat() {
        guard isGreeted, !isOver, !isPoll, heartbeat.beat(isFull: carrier.isFull) else { return }
        let line = log.map { (job: $0.job, next: $0.next) }
        carrier.write(wrap(ControlFrames.ping(seq: position.seq, line), "ping"), nil)
    }

    /// A long poll has waited long enough.
    func waited() {
        mustAnswer = true
        settle()
    }

    func shutdown() {
        if isOver { return }
        write(wrap(ControlFrames.bye(), "bye"))
        finish()
    }

    /// The connection is gone.
    func closed() {
        isOver = true
        dropLog()
        for topic in topics { remove(topic) }
    }

    /// What a client that goes on later sends back. What only a poll must remember stays out of other
    /// streams.
    var cursor: StreamCursor {
        var cursor = position
        if !isPoll {
            cursor.openLine = nil
            cursor.usage = nil
        }
        return cursor
    }

    /// - Parameter log: the one that the stream carries, with where it stands.
    private func greet(_ log: (job: String, head: LogHead)?) {
        sayHello(log)
        pump()
    }

    private func sayHello(_ log: (job: String, head: LogHead)?) {
        if !isGreeted || log != nil && !isPoll || resetCause != nil {
            let transport = Rendering(carrier: kind).transport
            write(wrap(door.frames.hello(transport, cursor: cursor.text, log), "hello"), cursor)
        }
        isGreeted = true
        if let cause = resetCause { tellReset(cause) }
    }

    func tellReset(_ cause: String) {
        resetCause = nil
        let names = topics.filter(\.isFetched).map(\.name).sorted()
        if names.isEmpty { return }
        write(wrap(ControlFrames.reset(names, seq: position.seq ?? 0, why: cause), "reset"), cursor)
    }

    func refuse(badCursor detail: String) { refuse(ControlFrames.badCursor(detail)) }

    private func refuse(_ error: [UInt8]) {
        if !isGreeted { sayHello(nil) }
        write(wrap(error, "error"))
        // Over a WebSocket the client subscribes anew; elsewhere it opens another stream.
        if kind != .webSocket { finish() }
    }

    func write(_ frames: [UInt8], _ cursor: StreamCursor? = nil) {
        if frames.isEmpty || isOver { return }
        isDue = true
        heartbeat.wrote()
        carrier.write(frames, cursor)
    }

    func wrap(_ frame: [UInt8], _ event: StaticString) -> [UInt8] {
        CarrierEncoder(job: "", rendering: Rendering(carrier: kind)).wrap(frame, event)
    }

    /// Answers a poll once there is something to answer, and nothing more is to be had at once.
    func settle() {
        guard isPoll, !isOver, isGreeted else { return }
        let isReading = log.map { $0.phase == .opening || $0.phase == .reading } ?? false
        let isCatchingUp = isReading || metrics?.isAsked ?? false
        if carrier.isFull || (isDue || mustAnswer) && !isCatchingUp { finish() }
    }

    func finish() {
        if isOver { return }
        carrier.finish(cursor)
        isOver = true
    }

    func dropLog() {
        guard let log else { return }
        self.log = nil
        door.unsubscribe(log)
    }

    /// FNV-1a.
    private static func digest(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}
