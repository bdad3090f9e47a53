import JSON
import Synchronization
import TestSupport
import Testing

/// Rows of metrics over streams of several topics: in order, once, from a cursor, and only where asked for.
@testable import Streams

@Suite("Metric frames over all carriers") struct MetricStreamTests {
    private let fake: FakeFeeds
    private let world: StreamWorld
    private static let carriers: [Rendering.Carrier] = [.topicStream, .webSocket, .longPoll]
    private static let topic = Topic.metrics(GrowingLog.job)

    init() throws {
        fake = FakeFeeds()
        world = try StreamWorld(GrowingLog("loss=1\n"), feeds: fake.feeds)
    }

    private struct Client {
        let sink: FakeSink
        let source: SessionReading
        let rendering: Rendering

        var tape: Tape { Tape(rendering, sink.written) }
    }

    private func open(
        _ kind: Rendering.Carrier, cursor: String? = nil, tail: Int64? = nil, highWater: Int = .max,
        wait: Duration = .seconds(3600)
    ) -> Client {
        let sink = FakeSink(highWater: highWater)
        let request = StreamRequest(topics: [Self.topic], start: .init(cursor: cursor), tail: tail)
        return Client(
            sink: sink, source: world.open(request, kind, sink, wait: wait),
            rendering: Rendering(carrier: kind))
    }

    /// Reports, with a line of the log.
    private func report(_ count: Int = 1) throws {
        try world.log.append(String(repeating: "loss=1\n", count: count))
        let first = fake.state.withLock { Int64($0.rows.count) } + 1
        for number in first..<first + Int64(count) { fake.report(line: number) }
    }

    @Test(arguments: carriers)
    func `what was reported comes, then each new row`(kind: Rendering.Carrier) throws {
        try report(3)
        let client = open(kind)
        try world.settle(until: "three rows") { client.tape.rows.count == 3 }
        if kind == .longPoll {
            #expect(client.sink.finishes == 1)
            let next = open(kind, cursor: client.tape.lastID)
            try report(2)
            try world.settle(until: "two more") { next.sink.finishes == 1 }
            #expect(next.tape.rows == [4, 5])
        } else {
            try report(2)
            try world.settle(until: "two more") { client.tape.rows.count == 5 }
            #expect(client.tape.rows == [1, 2, 3, 4, 5] && client.tape.faults == [])
        }
    }

    @Test(arguments: carriers)
    func `a cursor resumes at the row behind it, also after a restart of the server`(
        kind: Rendering.Carrier
    ) throws {
        try report(5)
        let first = open(kind, cursor: "m2")
        try world.settle(until: "the rows") { first.tape.rows.count == 4 }
        #expect(first.tape.rows == [2, 3, 4, 5] && StreamCursor(first.tape.cursor)?.row == 6)
        first.source.closed()
        try world.restart()
        try report()
        let second = open(kind, cursor: first.tape.cursor)
        try world.settle(until: "the sixth") { second.tape.rows.count == 1 }
        #expect(second.tape.rows == [6] && second.tape.resets.isEmpty)
    }

    @Test(arguments: carriers)
    func `without a cursor the last rows come`(kind: Rendering.Carrier) throws {
        try report(10)
        let client = open(kind, tail: 3)
        try world.settle(until: "three rows") { client.tape.rows.count == 3 }
        #expect(client.tape.rows == [8, 9, 10])
    }

    @Test(arguments: carriers)
    func `a row that has not been yet is a bad cursor`(kind: Rendering.Carrier) throws {
        try report(2)
        let client = open(kind, cursor: "m9")
        try world.settle(until: "the refusal") { client.tape.error != nil }
        #expect(client.tape.error?["code"] == "bad_cursor")
        #expect(
            client.tape.error?["problem"]?["detail"]
                == "row 9 of the metrics has not been yet: the next is 3")
    }

    @Test func `nothing is read for a job that nobody follows, nor again while its log does not grow`() throws
    {
        try report(2)
        _ = world.join()
        try world.settle(until: "the lines") { world.readers[0].tape.lines.count == 3 }
        #expect(fake.state.withLock(\.reads) == 0)
        let client = open(.topicStream)
        try world.settle(until: "the rows") { client.tape.rows.count == 2 }
        let reads = fake.state.withLock(\.reads)
        try world.turn()
        #expect(fake.state.withLock(\.reads) <= reads + 1)
        client.source.closed()
        world.deliverAll()
        let last = fake.state.withLock(\.reads)
        try report()
        try world.turn()
        #expect(fake.state.withLock(\.reads) == last)
    }

    @Test func `many rows come in frames of a thousand, as there is room`() throws {
        try report(2500)
        let client = open(.topicStream, cursor: "m1", highWater: 100)
        func take() {
            if client.sink.drain() { client.source.drained() }
            world.deliverAll()
        }
        try world.loop.run(until: "the first frame") {
            take()
            return client.tape.rows.count > 0
        }
        world.deliverAll()
        #expect(client.tape.rows.count == 1000)
        try world.loop.run(until: "all rows") {
            take()
            return client.tape.rows.count == 2500
        }
        #expect(client.tape.faults == [])
    }

    @Test func `while the log is read for the first time a poll answers what there is`() throws {
        fake.state.withLock { $0.isScanning = true }
        let client = open(.longPoll, cursor: "bboot0.e0", wait: .zero)
        try world.settle(until: "an answer") { client.sink.finishes == 1 }
        #expect(client.tape.rows.isEmpty && client.sink.text.contains(#""frames":[]"#))
        client.source.closed()
        world.deliverAll()
        fake.state.withLock { $0.isScanning = false }
        try report(2)
        let next = open(.longPoll, cursor: client.tape.lastID, wait: .zero)
        try world.settle(until: "the rows") { next.sink.finishes == 1 }
        #expect(next.tape.rows == [1, 2])
    }

    @Test func `over a WebSocket a client leaves the rows of one job, and comes again`() throws {
        try report(2)
        let client = open(.webSocket)
        try world.settle(until: "the rows") { client.tape.rows.count == 2 }
        client.source.received(text: #"{"op":"sub","topics":["\#(Self.topic.name)"]}"#)
        #expect(client.tape.error?["code"] == "bad_topic")
        client.source.received(text: #"{"op":"unsub","topics":["\#(Self.topic.name)"]}"#)
        try report()
        world.deliverAll()
        client.source.received(text: #"{"op":"sub","topics":["\#(Self.topic.name)"],"cursor":"m3"}"#)
        try world.settle(until: "the third") { client.tape.rows.count == 3 }
        #expect(client.tape.rows == [1, 2, 3])
    }
}
