/// One log to many readers: disk and encoding on a thread of its own, sockets on their loops.
package import HTTP
package import Linux
internal import Synchronization

package final class LogBroadcaster: Sendable {
    private let frames: ControlFrames
    private let topics: TopicLog
    private let describe: @Sendable (String) -> LogSource?
    private let followers: Confined<LogFollowers>
    /// Held to look one up; written once a loop, before it accepts its first connection.
    private let loops: LoopTable

    /// - Parameters:
    ///   - boot: names this run of the server; `ui` is the version of the page that it serves.
    ///   - topics: what has happened to anything else than logs.
    ///   - feeds: what else streams carry of a job.
    ///   - describe: the job as it is now; called on the broadcaster's thread, on loops and where the end of
    /// a job is told. nil where there is none.
    package init(
        boot: String, ui: String, heartbeat: Duration, topics: TopicLog = TopicLog(),
        feeds: JobFeeds = .none, describe: @escaping @Sendable (String) -> LogSource?
    ) throws(SystemError) {
        frames = ControlFrames(boot: boot, ui: ui, heartbeat: heartbeat)
        self.topics = topics
        self.describe = describe
        let loops = LoopTable()
        self.loops = loops
        followers = try Self.startThread(feeds, topics, describe, loops)
    }

    /// The thread ends with the last who can begin a stream.
    deinit {
        followers.post { $0.stop() }
    }

    /// On each event loop of the server, before it serves.
    package func attach(_ loop: EventLoop, number: Int) {
        let followers = followers
        let describe = describe
        let readers = LoopReaders(
            number: number, loop: loop, frames: frames, topics: topics, exists: { describe($0) != nil },
            ask: { request in followers.post { $0.handle(request) } })
        let confined = Confined(readers, to: loop)
        loops.set(number, confined)
        topics.attach(number) { confined.post { $0.topicsGrew() } }
    }

    /// The job runs: whoever waits for its log need not wait for the next look.
    package func jobStarted(_ job: String) {
        followers.post { $0.handle(.jobStarted(job)) }
    }

    /// The job has ended: `describe` tells how, and its log is complete.
    package func jobEnded(_ job: String) {
        let source = describe(job)
        followers.post { $0.handle(.jobEnded(job, source)) }
    }

    package func eventStream(of job: String, from start: StartPosition, _ rendering: Rendering) -> StreamStart
    {
        let loops = loops
        return { sink in loops.readers(of: sink).add(job: job, start: start, rendering: rendering, sink: sink)
        }
    }

    package func webSocket(of job: String, from start: StartPosition, _ rendering: Rendering)
        -> WebSocketStart
    {
        let loops = loops
        return { sink in loops.readers(of: sink).add(job: job, start: start, rendering: rendering, sink: sink)
        }
    }

    /// The log's bytes as they are printed, like `tail -f`; ends with the job.
    package func rawStream(of job: String, from start: StartPosition) -> StreamStart {
        let loops = loops
        return { sink in loops.readers(of: sink).addRaw(job: job, start: start, sink: sink) }
    }

    /// Several topics as Server-Sent Events.
    package func eventStream(_ request: StreamRequest) -> StreamStart {
        let loops = loops
        return { sink in loops.readers(of: sink).addSession(request, .topicStream, EventCarrier(sink)) }
    }

    /// Several topics over a WebSocket, over which the client may ask for more.
    package func webSocket(_ request: StreamRequest) -> WebSocketStart {
        let loops = loops
        return { sink in loops.readers(of: sink).addSession(request, .webSocket, MessageCarrier(sink)) }
    }

    /// What has come of several topics, or comes within `wait`, as one JSON object.
    package func poll(_ request: StreamRequest, wait: Duration) -> StreamStart {
        let loops = loops
        return { sink in
            loops.readers(of: sink).addSession(request, .longPoll, PollCarrier(sink), wait: wait)
        }
    }

    private static func startThread(
        _ feeds: JobFeeds, _ topics: TopicLog, _ describe: @escaping @Sendable (String) -> LogSource?,
        _ loops: LoopTable
    ) throws(SystemError) -> Confined<LogFollowers> {
        let started = Rendezvous<Result<Confined<LogFollowers>, SystemError>>()
        try Thread.start(name: "logs") {
            Thread.preemptNobody()
            do throws(SystemError) {
                let loop = try EventLoop()
                let followers = LogFollowers(
                    loop: loop, feeds: feeds, topics: topics, describe: describe,
                    tell: { number, event in loops.post(event, to: number) })
                started.fulfill(.success(Confined(followers, to: loop)))
                try loop.run()
            } catch {
                started.fulfill(.failure(error))
            }
        }
        return try started.wait().get()
    }
}

/// The readers of each loop, by its number.
private final class LoopTable: Sendable {
    private let loops = Mutex<[Int: Confined<LoopReaders>]>([:])

    func set(_ number: Int, _ readers: Confined<LoopReaders>) {
        loops.withLock { $0[number] = readers }
    }

    func post(_ event: ReaderEvent, to number: Int) {
        readers(number).post { $0.handle(event) }
    }

    func readers(of sink: any BodySink) -> LoopReaders {
        readers(sink.loop).value
    }

    private func readers(_ number: Int) -> Confined<LoopReaders> {
        guard let readers = loops.withLock({ $0[number] }) else {
            preconditionFailure("loop \(number) serves before it was attached")
        }
        return readers
    }
}
