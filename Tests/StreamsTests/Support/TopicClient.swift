/// A client of a stream with several topics that connects again and again, over one carrier.
@testable import Streams
import HTTP
import JSON
import LogText

final class TopicClient {
    let kind: Rendering.Carrier
    /// Levels that the client wants, by letter; nil: all. It may change its mind.
    private(set) var levels: String?
    /// From which line on it has wanted which.
    private var wishes: [(from: Int64, filter: LineFilter)]
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
        levels: String? = nil, highWater: Int = .max, fetch: @escaping () -> Set<Int64> = { [] }
    ) {
        self.world = world
        self.kind = kind
        self.loop = loop
        self.tail = tail
        self.levels = levels
        wishes = [(1, Self.filter(levels))]
        self.highWater = highWater
        self.fetch = fetch
        tape = Tape(Rendering(carrier: kind))
    }

    private static func filter(_ levels: String?) -> LineFilter {
        LineFilter(levels: levels.flatMap { LevelFilter(letters: $0) } ?? .all)
    }

    /// Whether it wanted the line when the line was due.
    func wants(_ line: Line) -> Bool {
        let filter = wishes.last { $0.from <= line.number }?.filter ?? .all
        return LogLevel.allCases.contains {
            line.level.uppercased().utf8.elementsEqual([$0.letter]) && filter.levels.contains($0)
        }
    }

    var isConnected: Bool { source != nil }
    var hasAll: Bool { tape.end != nil }

    func connect() {
        if isConnected { return }
        isFresh = tape.cursor.isEmpty
        let cursor = isFresh ? (tail == nil ? "l1.m1" : nil) : tape.cursor
        let request = StreamRequest(
            topics: [.jobs, .log(GrowingLog.job), .metrics(GrowingLog.job)], start: .init(cursor: cursor),
            tail: tail, filter: Self.filter(levels))
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

    /// Other levels from the next line on: over a WebSocket by a message, else by another connection.
    func change(levels: String?) {
        if kind == .webSocket {
            // Frames under way are of the old filter.
            while let sink, taken < sink.written.count { receive() }
        } else {
            cut()
        }
        self.levels = levels
        guard begin < .max, let line = StreamCursor(tape.cursor)?.line else {
            wishes = [(1, Self.filter(levels))]
            return cut()
        }
        wishes.append((line, Self.filter(levels)))
        guard isConnected, tape.end == nil else { return }
        let topic = Topic.log(GrowingLog.job).name
        let level = levels.map { #","level":"\#($0)""# } ?? ""
        let rows = tail.map { #","tail":\#($0)"# } ?? ""
        say(#"{"op":"unsub","topics":["\#(topic)"]}"#)
        say(#"{"op":"sub","topics":["\#(topic)"],"cursor":"l\#(line)"\#(level)\#(rows)}"#)
    }

    func say(_ text: String) {
        source?.received(text: text)
    }

    private func learn() {
        let isGreeted = isFresh && tape.types.contains("hello")
        if isGreeted && begin == .max {
            begin = StreamCursor(tape.hello?["cursor"]?.stringValue ?? "")?.line ?? .max
        }
        if isGreeted || tape.resets.count > resetsTaken { known.formUnion(fetch()) }
        resetsTaken = tape.resets.count
        for event in tape.events[eventsTaken...] { known.insert(event["number"]?.integerValue ?? -1) }
        eventsTaken = tape.events.count
    }
}
