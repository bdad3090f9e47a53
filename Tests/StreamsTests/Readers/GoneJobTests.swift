/// A job that is deleted after a request for its stream was accepted: each carrier says so, and ends.
@testable import Streams
import HTTP
import JSON
import Testing
import TestSupport

@Suite struct GoneJobTests {
    private let world: StreamWorld

    init() throws {
        world = try StreamWorld(GrowingLog("one\ntwo\n"))
    }

    @Test(arguments: [
        Rendering(carrier: .eventStream), Rendering(carrier: .eventStream, format: .lines),
        Rendering(carrier: .webSocket),
    ])
    func `a stream of its log says that it is gone, and ends`(rendering: Rendering) {
        world.log.isDeleted = true
        let reader = world.join(.line(1), rendering)
        world.deliverAll()
        #expect(reader.hasFinished && reader.tape.types == ["error"])
        #expect(reader.tape.error?["code"] == "gone" && reader.tape.error?["problem"]?["status"] == 410)
    }

    @Test func `a stream of objects has it as an object`() throws {
        world.log.isDeleted = true
        let reader = world.join(.line(1), Rendering(carrier: .eventStream, format: .objects))
        world.deliverAll()
        let error = try JSONValue(parsing: Array(reader.sink.text.utf8))
        #expect(reader.hasFinished && error["code"] == "gone")
    }

    @Test func `a stream of text ends empty`() throws {
        world.log.isDeleted = true
        let raw = FakeSink()
        let reading = world.follow(.line(1), raw)
        let text = world.join(.line(1), Rendering(carrier: .eventStream, format: .text))
        world.deliverAll()
        #expect(raw.finishes == 1 && raw.text.isEmpty && text.hasFinished && text.sink.text.isEmpty)
        withExtendedLifetime(reading) {}
    }

    @Test(
        arguments: [Rendering.Carrier.topicStream, .webSocket, .longPoll],
        ["log", "res", "metrics", "artifacts"])
    func `a stream of several topics says so too`(kind: Rendering.Carrier, topic: String) throws {
        world.log.isDeleted = true
        let sink = FakeSink()
        let topics = [Topic.jobs, try #require(Topic("\(topic):\(GrowingLog.job)"))]
        let source = world.open(StreamRequest(topics: topics, start: .now, tail: nil), kind, sink)
        world.deliverAll()
        let tape = Tape(Rendering(carrier: kind), sink.written)
        // A poll does not wait for what is told now and then: the next one is refused with 404.
        let isHeardLater = kind == .longPoll && ["res", "artifacts"].contains(topic)
        if isHeardLater { return #expect(tape.types == ["hello"]) }
        #expect(tape.types == ["hello", "error"] && tape.error?["code"] == "gone")
        // Over a WebSocket the other topics go on.
        #expect(sink.finishes == (kind == .webSocket ? 0 : 1))
        source.closed()
    }

    @Test func `who is reading when it is deleted reads to the end`() throws {
        let (slow, raw) = (world.join(.line(1), highWater: 10), FakeSink(highWater: 10))
        let reading = world.follow(.line(1), raw)
        world.deliverAll()
        try world.log.append((3...3000).map { "line \($0)\n" }.joined())
        try world.endJob()
        world.log.isDeleted = true
        try world.settle(until: "the end") {
            if raw.drain() { reading.drained() }
            return slow.hasFinished && raw.finishes == 1
        }
        #expect(slow.tape.lines == (try world.log.lines()) && slow.tape.faults == [])
        #expect(slow.tape.end?["to"] == 3001)
        #expect(raw.written == world.log.bytes)
    }
}
