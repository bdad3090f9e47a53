/// One reader: what it asks, what it writes, and when.
@testable import Streams
import JSON
import Testing

@Suite struct SubscriptionTests {
    /// A reader with the requests that it has made.
    private final class Reader {
        private(set) var asked: [String] = []
        let sink: FakeSink
        let rendering: Rendering
        private(set) var subscription: Subscription!
        /// As its connection has it.
        private(set) var reading: LogReading!

        init(
            _ rendering: Rendering = Rendering(carrier: .eventStream), from start: StartPosition = .line(1),
            highWater: Int = .max
        ) {
            sink = FakeSink(highWater: highWater)
            self.rendering = rendering
            let connection = LogConnection(
                job: "j", saysLag: start.saysLag, rendering: rendering,
                frames: ControlFrames(boot: "b", ui: "u", heartbeat: .seconds(15)), sink: sink)
            subscription = Subscription(
                id: ReaderID(loop: 0, number: 1), job: "j", start: start, rendering: rendering,
                outlet: connection, ask: { [unowned self] in note($0) })
            reading = LogReading(subscription, connection) { _ in }
            connection.begin()
            subscription.begin()
        }

        private func note(_ request: FollowerRequest) {
            switch request {
            case .open: asked.append("open")
            case .read(_, _, let from, _, let wasLive, let mayLag):
                asked.append("read \(from)" + (wasLive ? " again" : "") + (mayLag.map { " or \($0)" } ?? ""))
            case .leave: asked.append("leave")
            case .close: asked.append("close")
            case .jobStarted, .jobEnded, .readRaw, .watchUsage, .leaveUsage, .feed: asked.append("?")
            }
        }

        func takeAsked() -> [String] {
            defer { asked = [] }
            return asked
        }

        /// Live, with everything so far forgotten.
        func makeLive(at next: Int64 = 1) -> Reader {
            subscription.opened(head(next: next), from: next)
            subscription.received(next..<next, [], .live)
            return fresh()
        }

        func fresh() -> Reader {
            asked = []
            _ = sink.take()
            return self
        }
    }

    private static func head(next: Int64 = 1) -> LogHead {
        LogHead(first: 1, next: next, epoch: "a", state: "running", isComplete: false)
    }

    private static let data = Array("DATA".utf8)

    @Test func `an event stream begins with bytes that get through proxies`() {
        let reader = Reader()
        #expect(reader.sink.text == ": ok\n\nretry: 1500\n\n")
        #expect(reader.asked == ["open"])
    }

    @Test func `a WebSocket begins with its greeting`() {
        #expect(Reader(Rendering(carrier: .webSocket)).sink.written.isEmpty)
    }

    @Test func `greets, and asks for lines from where it begins`() {
        let reader = Reader().fresh()
        reader.subscription.opened(Self.head(next: 9), from: 3)
        #expect(reader.sink.text.hasPrefix("event: hello\n"))
        #expect(reader.asked == ["read 3"])
    }

    @Test(arguments: [
        (
            StartPosition.Refusal.pastEnd(line: 9, next: 3),
            "line 9 lies past the end: the next line will be number 3"
        ),
        (.notALine("x'y"), "'x'y' is no line number"),
    ])
    func `a refusal is an error frame, and the end`(refusal: StartPosition.Refusal, detail: String) throws {
        let reader = Reader().fresh()
        reader.subscription.refused(refusal)
        let tape = Tape(reader.rendering, reader.sink.written)
        #expect(
            tape.error?["code"] == "bad_cursor" && tape.error?["problem"]?["detail"]?.stringValue == detail)
        #expect(reader.sink.finishes == 1)
    }

    @Test func `asks on while it is behind`() {
        let reader = Reader()
        reader.subscription.opened(Self.head(next: 9), from: 1)
        _ = reader.fresh()
        reader.subscription.received(1..<5, Self.data, .behind)
        #expect(reader.sink.text == "DATA" && reader.asked == ["read 5"])
    }

    @Test func `asks for nothing while its connection is full, and on when there is room`() {
        let reader = Reader(highWater: 3)
        reader.subscription.opened(Self.head(next: 9), from: 1)
        _ = reader.fresh()
        reader.subscription.received(1..<5, Self.data, .behind)
        #expect(reader.asked == [] && reader.subscription.phase == .blocked)
        _ = reader.sink.drain()
        reader.subscription.drained()
        #expect(reader.asked == ["read 5"])
    }

    @Test func `room that it did not wait for asks for nothing`() {
        let live = Reader().makeLive()
        live.subscription.drained()
        let reading = Reader()
        reading.subscription.opened(Self.head(next: 9), from: 1)
        _ = reading.fresh()
        reading.subscription.drained()
        #expect(live.asked == [] && reading.asked == [])
    }

    @Test func `takes what is published once it is live`() {
        let reader = Reader().makeLive()
        reader.subscription.published(1..<3, Self.data)
        reader.subscription.published(3..<4, Self.data)
        #expect(reader.sink.text == "DATADATA" && reader.asked == [])
    }

    @Test func `leaves when its connection is full, and passes over what is published then`() {
        let reader = Reader(highWater: 3)
        reader.subscription.opened(Self.head(), from: 1)
        _ = reader.sink.drain()
        reader.subscription.received(1..<1, [], .live)
        _ = reader.fresh()
        reader.subscription.published(1..<3, Self.data)
        reader.subscription.published(3..<9, Self.data)
        reader.subscription.announced(Self.data)
        #expect(reader.sink.text == "DATA" && reader.takeAsked() == ["leave"])
        _ = reader.sink.drain()
        reader.subscription.drained()
        #expect(reader.asked == ["read 3 again"])
    }

    @Test func `what is published before it is live comes with a batch instead`() {
        let reader = Reader()
        reader.subscription.opened(Self.head(), from: 1)
        _ = reader.fresh()
        reader.subscription.published(1..<3, Self.data)
        #expect(reader.sink.written.isEmpty)
        reader.subscription.received(1..<3, Self.data, .live)
        reader.subscription.published(1..<3, Self.data)
        #expect(reader.sink.text == "DATA")
    }

    @Test func `lines that are missing are asked for, never skipped`() {
        let reader = Reader().makeLive()
        reader.subscription.published(5..<9, Self.data)
        #expect(reader.sink.written.isEmpty && reader.asked == ["leave", "read 1 again"])
    }

    @Test func `an answer to an earlier question is given back`() {
        let reader = Reader()
        reader.subscription.opened(Self.head(next: 9), from: 5)
        reader.subscription.reset(Self.head())
        _ = reader.fresh()
        reader.subscription.received(5..<9, Self.data, .live)
        #expect(reader.sink.written.isEmpty && reader.asked == ["leave"])
        reader.subscription.received(1..<1, [], .live)
        reader.subscription.received(1..<1, [], .live)
        #expect(reader.asked == ["leave", "leave"] && reader.subscription.phase == .live)
    }

    @Test func `begins anew at a reset`() {
        let reader = Reader().makeLive(at: 7)
        reader.subscription.reset(Self.head(next: 2))
        #expect(reader.sink.text.hasPrefix("event: reset\n") && reader.asked == ["read 1 again"])
    }

    @Test func `one that wants the end of the log may be told that lines were left out`() {
        let reader = Reader(from: .tail(7), highWater: 3)
        reader.subscription.opened(Self.head(next: 99), from: 92)
        #expect(reader.asked == ["open", "read 92 or 7"])
        reader.subscription.received(92..<95, Self.data, .behind)
        _ = reader.fresh()
        _ = reader.sink.drain()
        reader.subscription.drained()
        #expect(reader.takeAsked() == ["read 95 or 7"])
        reader.subscription.skipped(95..<2000)
        #expect(reader.sink.text.contains(#""e":"lag","j":"j","from":95,"to":2000,"why":"slow""#))
        reader.subscription.received(2000..<2001, Self.data, .live)
        #expect(reader.sink.text.hasSuffix("DATA") && reader.subscription.next == 2001)
    }

    @Test func `a reset of a full connection waits for room`() {
        let reader = Reader(highWater: 3)
        reader.subscription.opened(Self.head(), from: 1)
        _ = reader.fresh()
        reader.subscription.reset(Self.head())
        #expect(reader.asked == [] && reader.subscription.phase == .blocked)
    }

    @Test func `a reset before it has begun is none of its business`() {
        let reader = Reader().fresh()
        reader.subscription.reset(Self.head())
        #expect(reader.sink.written.isEmpty && reader.asked == [])
    }

    @Test func `the end ends it once it has everything`() {
        let reader = Reader().makeLive()
        reader.subscription.ended(Self.data)
        reader.subscription.ended(Self.data)
        #expect(reader.sink.text == "DATA" && reader.sink.finishes == 1 && reader.asked == [])
    }

    @Test func `a reader that is behind hears of the end with its last batch`() {
        let reader = Reader()
        reader.subscription.opened(Self.head(next: 3), from: 1)
        _ = reader.fresh()
        reader.subscription.ended(Self.data)
        #expect(reader.sink.finishes == 0)
        reader.subscription.received(1..<3, Self.data, .ended)
        #expect(reader.sink.text == "DATA" && reader.sink.finishes == 1)
    }

    @Test func `says goodbye when the server goes`() {
        let reader = Reader().makeLive()
        reader.reading.shutdown()
        #expect(reader.sink.text.hasPrefix("event: bye\n"))
        #expect(reader.sink.finishes == 1 && reader.asked == ["leave"])
        reader.subscription.published(1..<2, Self.data)
        reader.reading.shutdown()
        #expect(reader.sink.finishes == 1)
    }

    @Test func `is given up when its connection is gone`() {
        let live = Reader().makeLive()
        live.subscription.closed()
        #expect(live.asked == ["leave", "close"])
        let opening = Reader().fresh()
        opening.subscription.closed()
        opening.subscription.opened(Self.head(), from: 1)
        #expect(opening.asked == ["close"] && opening.sink.written.isEmpty)
    }

    @Test func `a heartbeat comes only after a quiet interval`() {
        let reader = Reader().makeLive()
        reader.reading.beat()
        #expect(reader.sink.written.isEmpty)
        for _ in 0..<3 { reader.reading.beat() }
        let pings = reader.sink.take()
        #expect(pings.components(of: "event: ping\n") == 2 && pings.contains(#""log":{"j":1}"#))
        reader.subscription.published(1..<2, Self.data)
        reader.reading.beat()
        #expect(reader.sink.take() == "DATA")
        reader.reading.beat()
        #expect(reader.sink.text.contains(#""log":{"j":2}"#))
    }

    @Test func `a busy reader hears a heartbeat too, now and then`() {
        let reader = Reader().makeLive()
        for line in 1..<5 as Range<Int64> {
            reader.subscription.published(line..<line + 1, Self.data)
            reader.reading.beat()
        }
        #expect(reader.sink.take().components(of: "event: ping\n") == 1)
    }

    @Test func `no heartbeat before the greeting, into a full connection, or after the end`() {
        let opening = Reader().fresh()
        for _ in 0..<3 { opening.reading.beat() }
        let full = Reader(highWater: 3)
        full.subscription.opened(Self.head(), from: 1)
        _ = full.fresh()
        for _ in 0..<3 { full.reading.beat() }
        let ended = Reader().makeLive()
        ended.subscription.ended([])
        for _ in 0..<3 { ended.reading.beat() }
        for reader in [opening, full, ended] { #expect(reader.sink.written.isEmpty) }
    }
}

extension Subscription {
    fileprivate func received(_ range: Range<Int64>, _ bytes: [UInt8], _ standing: ReaderEvent.Standing) {
        received(range, bytes, [], standing)
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        var (rest, count) = (self[...], 0)
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
