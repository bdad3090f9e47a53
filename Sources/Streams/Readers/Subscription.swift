/// One reader of one log on its connection's loop: catches up in batches, then takes what is published.
internal import HTTP

/// Holds no lines, only where it stands: a reader that does not read costs a number, and gets the rest from
/// the disk.
final class Subscription {
    enum Phase: Equatable {
        /// Waits to hear where the log stands.
        case opening
        /// Waits for a batch that it asked for.
        case reading
        /// Has all that was published, and gets what comes.
        case live
        /// Its connection is full; it is behind, and asks again when there is room.
        case blocked
        case over
    }

    let id: ReaderID
    let job: String
    let start: StartPosition
    let rendering: Rendering
    private let frames: ControlFrames
    private let sink: any BodySink
    private let ask: (FollowerRequest) -> Void
    private(set) var phase = Phase.opening
    /// The line that it gets next.
    private var next: Int64 = 1
    /// Beats since anything was written, and since the last heartbeat.
    private var quietBeats = 0
    private var beats = 0
    private var wasLive = false

    private var encoder: CarrierEncoder { CarrierEncoder(job: job, rendering: rendering) }

    init(
        id: ReaderID, job: String, start: StartPosition, rendering: Rendering, frames: ControlFrames,
        sink: any BodySink, ask: @escaping (FollowerRequest) -> Void
    ) {
        self.id = id
        self.job = job
        self.start = start
        self.rendering = rendering
        self.frames = frames
        self.sink = sink
        self.ask = ask
    }

    func begin() {
        // Proxies and `fetch` let an answer through with its first bytes (streams-and-web.md section 1.2).
        if rendering.carrier == .eventStream { sink.write(Array(": ok\n\nretry: 1500\n\n".utf8)) }
        ask(.open(id, job: job, start))
    }

    func opened(_ head: LogHead, from: Int64) {
        guard phase == .opening else { return }
        next = from
        write(encoder.greeting(frames, head, from: from, saysLag: start.saysLag))
        read()
    }

    func refused(_ refusal: StartPosition.Refusal) {
        guard phase == .opening else { return }
        switch refusal {
        case .pastEnd(let line, let next):
            write(encoder.badCursor("line \(line) lies past the end: the next line will be number \(next)"))
        case .notALine(let cursor): write(encoder.badCursor("'\(cursor)' is no line number"))
        }
        finish()
    }

    func received(_ range: Range<Int64>, _ bytes: [UInt8], _ standing: ReaderEvent.Standing) {
        // Not the answer to the latest question: gone, or begun again, meanwhile.
        guard phase == .reading, range.lowerBound == next else {
            if standing == .live { ask(.leave(id, job: job)) }
            return
        }
        write(bytes)
        next = range.upperBound
        switch standing {
        case .ended: finish()
        case .live:
            phase = .live
            wasLive = true
            blockIfFull()
        case .behind: if sink.isFull { phase = .blocked } else { read() }
        }
    }

    func published(_ range: Range<Int64>, _ bytes: [UInt8]) {
        // One that is behind asks for these lines when it gets so far.
        guard phase == .live, range.lowerBound >= next else { return }
        // Lines that could not be read when it asked for them.
        if range.lowerBound > next {
            leaveIfLive()
            return read()
        }
        write(bytes)
        next = range.upperBound
        blockIfFull()
    }

    func announced(_ bytes: [UInt8]) {
        guard phase == .live else { return }
        write(bytes)
        blockIfFull()
    }

    /// The follower counts nobody as live after a reset.
    func reset(_ head: LogHead) {
        guard phase != .over, phase != .opening else { return }
        write(encoder.reset(head))
        next = head.first
        if sink.isFull { phase = .blocked } else { read() }
    }

    func ended(_ bytes: [UInt8]) {
        guard phase == .live else { return }
        write(bytes)
        finish()
    }

    func drained() {
        if phase == .blocked { read() }
    }

    /// Twice a heartbeat interval: a quiet reader hears a heartbeat within one interval, a busy one within
    /// two.
    func beat() {
        guard phase != .over, phase != .opening else { return }
        quietBeats += 1
        beats += 1
        guard quietBeats >= 2 || beats >= 4, !sink.isFull else { return }
        sink.write(encoder.ping(next: next))
        quietBeats = 0
        beats = 0
    }

    func shutdown() {
        guard phase != .over else { return }
        write(encoder.bye())
        leaveIfLive()
        finish()
    }

    /// The connection is gone.
    func closed() {
        leaveIfLive()
        phase = .over
        ask(.close(id, job: job))
    }

    private func read() {
        phase = .reading
        ask(.read(id, job: job, from: next, rendering, wasLive: wasLive))
    }

    private func blockIfFull() {
        guard sink.isFull else { return }
        leaveIfLive()
        phase = .blocked
    }

    private func leaveIfLive() {
        if phase == .live { ask(.leave(id, job: job)) }
    }

    private func finish() {
        phase = .over
        sink.finish()
    }

    private func write(_ bytes: [UInt8]) {
        if bytes.isEmpty { return }
        quietBeats = 0
        sink.write(bytes)
    }
}
