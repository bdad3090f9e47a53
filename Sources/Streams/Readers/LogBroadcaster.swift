/// One log to many readers, over every carrier: disk and encoding on a thread of its own, sockets on their loops.
package import HTTP
package import Linux
internal import Synchronization

package final class LogBroadcaster: Sendable {
    private let frames: ControlFrames
    private let followers: Confined<LogFollowers>
    /// Held to look one up; written once a loop, before it accepts its first connection.
    private let loops: LoopTable

    /// - Parameters:
    ///   - boot: names this run of the server; `ui` is the version of the page that it serves.
    ///   - describe: the job as it is now; called on the broadcaster's thread. nil where there is none.
    package init(
        boot: String, ui: String, heartbeat: Duration, describe: @escaping @Sendable (String) -> LogSource?
    ) throws(SystemError) {
        frames = ControlFrames(boot: boot, ui: ui, heartbeat: heartbeat)
        let loops = LoopTable()
        self.loops = loops
        followers = try Self.startThread(describe, loops)
    }

    /// On each event loop of the server, before it serves.
    package func attach(_ loop: EventLoop, number: Int) {
        let followers = followers
        let readers = LoopReaders(number: number, loop: loop, frames: frames) { request in
            followers.post { $0.handle(request) }
        }
        loops.set(number, Confined(readers, to: loop))
    }

    /// The job runs: whoever waits for its log need not wait for the next look.
    package func jobStarted(_ job: String) {
        followers.post { $0.handle(.jobStarted(job)) }
    }

    /// The job has ended: `describe` tells how, and its log is complete.
    package func jobEnded(_ job: String) {
        followers.post { $0.handle(.jobEnded(job)) }
    }

    package func eventStream(of job: String, from start: StartPosition, _ rendering: Rendering) -> StreamStart {
        let loops = loops
        return { sink in loops.add(job, start, rendering, sink) }
    }

    package func webSocket(of job: String, from start: StartPosition, _ rendering: Rendering) -> WebSocketStart {
        let loops = loops
        return { sink in loops.add(job, start, rendering, sink) }
    }

    private static func startThread(
        _ describe: @escaping @Sendable (String) -> LogSource?, _ loops: LoopTable
    ) throws(SystemError) -> Confined<LogFollowers> {
        let started = Rendezvous<Result<Confined<LogFollowers>, SystemError>>()
        try Thread.start(name: "logs") {
            do throws(SystemError) {
                let loop = try EventLoop()
                let followers = try LogFollowers(loop: loop, describe: describe) { number, event in
                    loops.post(event, to: number)
                }
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

    func add(_ job: String, _ start: StartPosition, _ rendering: Rendering, _ sink: any BodySink) -> LogReading {
        readers(sink.loop).value.add(job: job, start: start, rendering: rendering, sink: sink)
    }

    private func readers(_ number: Int) -> Confined<LoopReaders> {
        guard let readers = loops.withLock({ $0[number] }) else {
            preconditionFailure("loop \(number) serves before it was attached")
        }
        return readers
    }
}
