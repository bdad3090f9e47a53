/// Followers and two loops of readers on one thread: the test says when each message between them arrives.
@testable import Streams
import HTTP
import Linux
import TestSupport

final class StreamWorld {
    final class Reader {
        let sink: FakeSink
        let start: StartPosition
        let rendering: Rendering
        fileprivate(set) var source: LogReading?
        fileprivate(set) var isClosed = false

        private var read = 0
        private var soFar: Tape

        /// What has been written up to now.
        var tape: Tape {
            soFar.take(sink.written[read...])
            read = sink.written.count
            return soFar
        }

        var hasFinished: Bool { sink.finishes > 0 }

        fileprivate init(_ start: StartPosition, _ rendering: Rendering, _ sink: FakeSink) {
            self.start = start
            self.rendering = rendering
            self.sink = sink
            soFar = Tape(rendering)
        }

        func drain() {
            if sink.drain() && !isClosed { source?.drained() }
        }

        func close() {
            if isClosed { return }
            isClosed = true
            source?.closed()
        }

        func shutdown() { source?.shutdown() }
    }

    let loop: EventLoop
    let log: GrowingLog
    private(set) var topics = TopicLog()
    private var wires = Wires()
    private var followers: LogFollowers
    private var loops: [LoopReaders] = []
    private var retired: [(LogFollowers, [LoopReaders])] = []
    /// Counts the runs of the server.
    private var boot = 0
    private let heartbeat: Duration
    private let feeds: JobFeeds
    private(set) var readers: [Reader] = []

    /// What is under way between the threads: in order on each way, at any time.
    private final class Wires {
        var requests: [FollowerRequest] = []
        var events: [Int: [ReaderEvent]] = [:]
    }

    init(_ log: GrowingLog, heartbeat: Duration = .seconds(3600), feeds: JobFeeds = .none) throws {
        loop = try EventLoop()
        self.log = log
        self.heartbeat = heartbeat
        self.feeds = feeds
        followers = Self.followers(log, loop, wires, feeds, topics)
        makeLoops()
    }

    /// Another server takes over: what the old one held in memory is gone. Its connections are the caller's
    /// to cut.
    func restart() throws {
        // Deadlines of the loop may still call them: nobody hears what they say.
        retired.append((followers, loops))
        topics = TopicLog()
        wires = Wires()
        followers = Self.followers(log, loop, wires, feeds, topics)
        boot += 1
        makeLoops()
    }

    private static func followers(
        _ log: GrowingLog, _ loop: EventLoop, _ wires: Wires, _ feeds: JobFeeds, _ topics: TopicLog
    ) -> LogFollowers {
        LogFollowers(
            loop: loop, feeds: feeds, topics: topics, describe: { $0 == GrowingLog.job && !log.isDeleted ? log.source : nil },
            tell: { wires.events[$0, default: []].append($1) })
    }

    private func makeLoops() {
        let (wires, topics) = (wires, topics)
        let frames = ControlFrames(boot: "boot\(boot)", ui: "u", heartbeat: heartbeat)
        loops = (0..<2).map { number in
            LoopReaders(
                number: number, loop: loop, frames: frames, topics: topics, exists: { $0 == GrowingLog.job },
                ask: { wires.requests.append($0) })
        }
    }

    /// A stream of several topics.
    func open(
        _ request: StreamRequest, _ kind: Rendering.Carrier, _ sink: FakeSink, wait: Duration = .seconds(3600)
    ) -> SessionReading {
        let loop = loops[sink.loop]
        switch kind {
        case .eventStream, .topicStream: return loop.addSession(request, .topicStream, EventCarrier(sink))
        case .webSocket: return loop.addSession(request, .webSocket, MessageCarrier(sink))
        case .longPoll: return loop.addSession(request, .longPoll, PollCarrier(sink), wait: wait)
        }
    }

    /// A reader of the log's bytes.
    func follow(_ start: StartPosition, _ sink: FakeSink) -> RawReading {
        loops[sink.loop].addRaw(job: GrowingLog.job, start: start, sink: sink)
    }

    /// Half a heartbeat interval has passed.
    func beat() {
        for loop in loops { loop.beat() }
    }

    /// The loops look what has happened.
    func tellTopics() {
        for loop in loops { loop.topicsGrew() }
    }

    @discardableResult
    func join(
        _ start: StartPosition = .line(1), _ rendering: Rendering = Rendering(carrier: .eventStream),
        loop number: Int = 0,
        highWater: Int = .max
    ) -> Reader {
        let sink = FakeSink(loop: number, highWater: highWater)
        let reader = Reader(start, rendering, sink)
        reader.source = loops[number].add(job: GrowingLog.job, start: start, rendering: rendering, sink: sink)
        readers.append(reader)
        return reader
    }

    /// As the server says it: after the end can be read.
    func endJob() throws {
        try log.finish()
        tellEnd()
    }

    func tellEnd() { wires.requests.append(.jobEnded(GrowingLog.job, log.source)) }

    /// The next request reaches the followers.
    func deliverRequest() {
        if !wires.requests.isEmpty { followers.handle(wires.requests.removeFirst()) }
    }

    /// The next event reaches a loop.
    func deliverEvent(to number: Int) {
        guard let event = wires.events[number]?.first else { return }
        wires.events[number]?.removeFirst()
        loops[number].handle(event)
    }

    func deliverAll() {
        while !wires.requests.isEmpty || wires.events.values.contains(where: { !$0.isEmpty }) {
            deliverRequest()
            for number in loops.indices { deliverEvent(to: number) }
        }
    }

    /// What the system has to tell by now: changed files, deadlines.
    func turn() throws {
        loop.after(.zero) { [unowned self] in loop.stop() }
        try loop.run()
    }

    /// Lets everything run freely, with connections that take all, until it is so.
    func settle(until what: String, _ condition: @escaping () -> Bool) throws {
        try loop.run(until: what) { [unowned self] in
            deliverAll()
            for reader in readers { reader.drain() }
            return condition()
        }
    }
}
