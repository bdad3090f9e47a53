/// A client of a stream with several topics that connects again and again, over one carrier.
@testable import Streams
import HTTP
import JSON

final class TopicClient {
    let kind: Rendering.Carrier
    let filter: LineFilter
    /// Lines before the end at the first connection; nil: all lines.
    let tail: Int64?
    private let world: StreamWorld
    private let loop: Int
    private let highWater: Int
    private(set) var tape: Tape
    private(set) var connections = 0
    /// The line with which the client began, as `hello` said.
    private(set) var begin: Int64 = .max
    /// This connection was opened without knowing where the last one was.
    private var isFresh = true
    /// Of the events, what the client knows: told by frames, or fetched after a `hello` or a `reset`.
    private(set) var known: Set<Int64> = []
    private var sink: FakeSink?
    private var source: SessionReading?
    private var taken = 0
    private var eventsTaken = 0
    private var resetsTaken = 0
    /// What the API answers to a client that fetches.
    private let fetch: () -> Set<Int64>

    init(
        _ world: StreamWorld, _ kind: Rendering.Carrier, loop: Int = 0, tail: Int64? = nil,
        filter: LineFilter = .all, highWater: Int = .max, fetch: @escaping () -> Set<Int64> = { [] }
    ) {
        self.world = world
        self.kind = kind
        self.loop = loop
        self.tail = tail
        self.filter = filter
        self.highWater = highWater
        self.fetch = fetch
        tape = Tape(Rendering(carrier: kind, filter: filter))
    }

    var isConnected: Bool { source != nil }
    var hasAll: Bool { tape.end != nil }

    func connect() {
        if isConnected { return }
        isFresh = tape.cursor.isEmpty
        let cursor = isFresh ? (tail == nil ? "l1" : nil) : tape.cursor
        let request = StreamRequest(
            topics: [.jobs, .log(GrowingLog.job)], start: .init(cursor: cursor), tail: tail, filter: filter)
        let sink = FakeSink(loop: loop, highWater: highWater)
        if connections > 0 { tape.reconnect() }
        connections += 1
        taken = 0
        self.sink = sink
        source = world.open(request, kind, sink)
    }

    /// Takes what has been written, at most `limit` bytes of it, and lets go of the rest once it is all
    /// taken.
    func receive(_ limit: Int = .max) {
        guard let sink, let source else { return }
        // An answer counts once it is whole.
        if kind == .longPoll && sink.finishes == 0 { return }
        let from = taken
        taken = min(sink.written.count, limit == .max ? limit : taken + limit)
        if kind == .longPoll { taken = sink.written.count }
        tape.take(sink.written[from..<taken])
        learn()
        if taken == sink.written.count {
            if sink.finishes > 0 { return cut() }
            if sink.drain() { source.drained() }
        }
    }

    /// The connection breaks; what was under way is lost.
    func cut() {
        source?.closed()
        source = nil
        sink = nil
    }

    func say(_ text: String) {
        source?.received(text: text)
    }

    private func learn() {
        let isGreeted = isFresh && tape.types.contains("hello")
        if isGreeted { begin = StreamCursor(tape.hello?["cursor"]?.stringValue ?? "")?.line ?? .max }
        if isGreeted || tape.resets.count > resetsTaken { known.formUnion(fetch()) }
        resetsTaken = tape.resets.count
        for event in tape.events[eventsTaken...] { known.insert(event["number"]?.integerValue ?? -1) }
        eventsTaken = tape.events.count
    }
}
