/// One client of several topics: what it hears at the start, after a break, and in answer to its messages.
@testable import Streams
import HTTP
import JSON
import Linux
import Testing
import TestSupport

@Suite struct StreamSessionTests {
    private let world: StreamWorld

    init() throws {
        world = try StreamWorld(GrowingLog("INFO: 1\nERROR: 2\nINFO: 3\n"))
    }

    private struct Client {
        let sink: FakeSink
        let source: SessionReading
        let rendering: Rendering

        var tape: Tape { Tape(rendering, sink.written) }
        func take() -> String { sink.take() }
    }

    private func open(
        _ topics: [Topic], _ kind: Rendering.Carrier = .topicStream, cursor: String? = nil,
        tail: Int64? = nil,
        highWater: Int = .max
    ) -> Client {
        let sink = FakeSink(highWater: highWater)
        let request = StreamRequest(topics: topics, start: .init(cursor: cursor), tail: tail)
        let source = world.open(request, kind, sink)
        world.deliverAll()
        return Client(sink: sink, source: source, rendering: Rendering(carrier: kind))
    }

    private func publish(_ event: StaticString = "job", to topic: Topic = .jobs, _ number: Int = 0) {
        world.topics.publish(event, to: topic) { writer in
            writer.key("number")
            writer.integer(number)
        }
        world.tellTopics()
    }

    @Test func `an event stream begins with bytes that get through proxies, and hello`() throws {
        let client = open([.jobs])
        #expect(client.sink.text.hasPrefix(": ok\n\nretry: 1500\n\nid: bboot0.e0\nevent: hello\ndata: {"))
        let hello = try #require(client.tape.hello)
        #expect(
            hello["transport"] == "sse" && hello["cursor"] == "bboot0.e0"
                && hello["log"]?.objectValue?.isEmpty == true)
    }

    @Test func `without a cursor only what comes is told`() {
        publish()
        let client = open([.jobs])
        publish("job", to: .jobs, 7)
        publish("queue", to: .queue, 8)
        #expect(client.tape.events.map { $0["number"]?.integerValue } == [7])
        #expect(
            client.sink.text.hasSuffix(
                "id: bboot0.e2\nevent: job\ndata: {\"e\":\"job\",\"seq\":2,\"number\":7}\n\n"))
    }

    @Test func `a cursor brings what was missed`() {
        for number in 1...5 { publish("job", to: .jobs, number) }
        let client = open([.jobs], cursor: "bboot0.e2")
        #expect(
            client.tape.events.map { $0["seq"]?.integerValue } == [3, 4, 5] && client.tape.resets.isEmpty)
    }

    @Test func `after a restart, or too long a break, it is told what to fetch`() throws {
        for number in 1...5000 { publish("job", to: .jobs, number) }
        let old = open([.queue, .jobs, .system], cursor: "bboot0.e3").tape
        #expect(
            old.resets.map { $0["why"] } == ["behind"] && old.resets[0]["seq"] == 5000 && old.events.isEmpty)
        #expect(old.resets[0]["topics"] == ["jobs", "queue"])
        let other = open([.jobs], cursor: "bboot9.e3").tape
        #expect(other.resets.map { $0["why"] } == ["restart"] && other.types == ["hello", "reset"])
    }

    @Test(arguments: [
        ("nonsense", "'nonsense' is no cursor"),
        ("bboot0.e9", "event 9 has not been yet: the latest is 0"),
        ("l5", "line 5 lies past the end: the next line will be number 4"),
    ])
    func `a cursor that is none, or of the future, is refused`(cursor: String, detail: String) {
        for kind in [Rendering.Carrier.topicStream, .longPoll] {
            let client = open([.jobs, .log(GrowingLog.job)], kind, cursor: cursor)
            #expect(client.tape.error?["problem"]?["detail"]?.stringValue == detail)
            #expect(client.sink.finishes == 1)
        }
    }

    @Test func `of a log without a cursor the tail is sent, and a lag says what was left out`() {
        let tape = open([.log(GrowingLog.job)], tail: 1).tape
        #expect(tape.types == ["hello", "lag", "log"] && tape.lines.map(\.number) == [3])
        #expect(tape.lag?["from"] == 1 && tape.lag?["to"] == 3 && tape.lag?["why"] == "tail")
        #expect(tape.hello?["log"]?[GrowingLog.job]?["next"] == 4 && tape.lastID == "bboot0.e0.l4")
    }

    @Test func `a client that does not read costs no memory, and hears it all later`() {
        let client = open([.jobs], highWater: 1000)
        for number in 1...1000 { publish("job", to: .jobs, number) }
        #expect(client.sink.mostQueued < 1200)
        while client.sink.drain() { client.source.drained() }
        #expect(client.tape.events.count == 1000 && client.tape.resets.isEmpty && client.tape.faults == [])
    }

    @Test func `one that reads too late is told to fetch`() {
        let client = open([.jobs], highWater: 1000)
        for number in 1...9000 { publish("job", to: .jobs, number) }
        while client.sink.drain() { client.source.drained() }
        publish("job", to: .jobs, 9001)
        let tape = client.tape
        #expect(tape.resets.map { $0["why"] } == ["behind"] && tape.events.last?["number"] == 9001)
    }

    @Test func `a quiet stream pings, with the number of the latest event`() {
        let client = open([.jobs, .log(GrowingLog.job)])
        publish("queue", to: .queue)
        _ = client.take()
        for _ in 0..<2 { world.beat() }
        #expect(client.take().contains(#""seq":1,"log":{"\#(GrowingLog.job)":4}}"#))
    }

    @Test func `the end of the log is not the end of the stream`() throws {
        let client = open([.jobs, .log(GrowingLog.job)])
        try world.endJob()
        world.deliverAll()
        publish()
        #expect(client.tape.types == ["hello", "log", "end", "job"] && client.sink.finishes == 0)
        #expect(client.tape.lastID == "bboot0.e1.f4")
        // Who comes again is told the rest, and not the end once more.
        #expect(open([.jobs, .log(GrowingLog.job)], cursor: "bboot0.e0.f4").tape.types == ["hello", "job"])
    }

    @Test func `says goodbye when the server goes, and lets go of the log when its client goes`() {
        let client = open([.jobs, .log(GrowingLog.job)])
        client.source.shutdown()
        #expect(client.tape.types.last == "bye" && client.sink.finishes == 1)
        client.source.closed()
        world.deliverAll()
        publish()
        #expect(client.tape.types.last == "bye")
    }

    // Long polls.

    @Test func `a poll answers at once with what is due`() {
        let client = open([.jobs, .log(GrowingLog.job)], .longPoll)
        #expect(client.sink.finishes == 1)
        #expect(client.tape.types == ["hello", "log"] && client.tape.lastID == "bboot0.e0.l4")
    }

    @Test func `a poll with nothing due waits for the first frame`() throws {
        let client = open([.jobs, .log(GrowingLog.job)], .longPoll, cursor: "bboot0.e0.l4")
        #expect(client.sink.written.isEmpty)
        try world.log.append("INFO: 4\n")
        try world.settle(until: "an answer") { client.sink.finishes == 1 }
        #expect(client.sink.text.contains(#""from":4,"to":5"#) && client.tape.lastID == "bboot0.e0.l5")
    }

    @Test func `a poll that waits in vain has no frames`() throws {
        let sink = FakeSink()
        let request = StreamRequest(topics: [.jobs], start: .init(cursor: "bboot0.e0"))
        let source = world.open(request, .longPoll, sink, wait: .milliseconds(1))
        try world.loop.run(until: "an answer") { sink.finishes == 1 }
        #expect(sink.text == #"{"frames":[],"cursor":"bboot0.e0"}"#)
        source.closed()
    }

    @Test func `a poll is told of an open line once, and of its end`() throws {
        try world.log.write(Array("50%".utf8))
        try world.log.append("")
        let first = open([.log(GrowingLog.job)], .longPoll)
        try world.settle(until: "the open line") {
            first.tape.types.contains("progress") || first.sink.finishes == 1
        }
        var cursor = first.tape.lastID
        if first.tape.progress == nil {
            let next = open([.log(GrowingLog.job)], .longPoll, cursor: cursor)
            try world.settle(until: "the open line") { next.sink.finishes == 1 }
            #expect(next.tape.progress == "50%")
            cursor = next.tape.lastID
        }
        let quiet = open([.log(GrowingLog.job)], .longPoll, cursor: cursor)
        #expect(quiet.sink.finishes == 0)
        try world.log.append("\n")
        try world.settle(until: "the line") { quiet.sink.finishes == 1 }
        #expect(quiet.sink.text.contains(#""x":["50%"]"#))
    }

    @Test func `a poll of much answers in parts`() throws {
        try world.log.append(
            (4...20_000).map { "DEBUG: line number \($0) of a long log that was printed at once\n" }.joined())
        var (cursor, lines, answers) = ("l1", 0, 0)
        while lines < 20_000 {
            let client = open([.log(GrowingLog.job)], .longPoll, cursor: cursor)
            #expect(client.sink.finishes == 1 && client.sink.written.count < 1 << 20)
            cursor = client.tape.lastID
            lines += client.sink.text.matches(of: /line number|INFO: \d|ERROR/).count
            answers += 1
            client.source.closed()
        }
        #expect(lines == 20_000 && answers > 2)
    }

    // Messages over a WebSocket.

    @Test func `a WebSocket subscribes and leaves by message`() {
        let client = open([], .webSocket)
        client.source.received(text: #"{"op":"sub","topics":["jobs"]}"#)
        publish("job", to: .jobs, 1)
        client.source.received(text: #"{"op":"sub","topics":["log:\#(GrowingLog.job)"],"cursor":"l2"}"#)
        world.deliverAll()
        client.source.received(text: #"{"op":"unsub","topics":["jobs"]}"#)
        publish("job", to: .jobs, 2)
        #expect(client.tape.types == ["hello", "job", "hello", "log"])
        #expect(client.tape.lines.map(\.number) == [2, 3] && client.tape.faults == [])
    }

    @Test func `what can't be had is an error, and the socket stays open`() {
        let client = open([.log(GrowingLog.job)], .webSocket)
        _ = client.take()
        for text in [
            "no JSON", #"{"op":"sub","topics":["cats"]}"#, #"{"op":"sub","topics":["res:none"]}"#,
            #"{"op":"sub","topics":["log:\#(GrowingLog.job)"]}"#,
            #"{"op":"sub","topics":["jobs"],"cursor":"?"}"#,
        ] { client.source.received(text: text) }
        world.deliverAll()
        let codes = client.sink.text.matches(of: /"code":"(\w+)"/).map { String($0.1) }
        #expect(codes == ["bad_message", "bad_topic", "not_found", "bad_topic", "bad_cursor"])
        #expect(client.sink.finishes == 0)
    }

    @Test func `a log from past its end is refused, and can be asked for anew`() {
        let client = open([], .webSocket)
        client.source.received(text: #"{"op":"sub","topics":["log:\#(GrowingLog.job)"],"cursor":"l99"}"#)
        world.deliverAll()
        #expect(client.tape.error?["code"] == "bad_cursor" && client.sink.finishes == 0)
        client.source.received(text: #"{"op":"sub","topics":["log:\#(GrowingLog.job)"],"tail":1}"#)
        world.deliverAll()
        #expect(client.tape.lines.map(\.number) == [3])
    }

    @Test func `a client that acknowledges is not sent more than it can take in`() throws {
        let client = open([.log(GrowingLog.job)], .webSocket, cursor: "l1")
        client.source.received(text: #"{"op":"ack","j":"\#(GrowingLog.job)","to":4}"#)
        try world.log.append((4...60_000).map { "DEBUG: \($0)\n" }.joined())
        try world.loop.run(until: "the limit") {
            world.deliverAll()
            return client.tape.lines.count > 20_000
        }
        for _ in 0..<5 { try world.turn() }
        world.deliverAll()
        #expect(client.tape.lines.count < 22_000)
        client.source.received(text: #"{"op":"ack","j":"\#(GrowingLog.job)","to":30000}"#)
        try world.loop.run(until: "the rest") {
            world.deliverAll()
            return client.tape.lines.count > 45_000
        }
        #expect(client.tape.faults == [])
    }
}
