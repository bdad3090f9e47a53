import JSON
import TestSupport
import Testing

/// Who comes again at a line that retention has taken meanwhile is told what is lost, and goes on behind it.
@testable import Streams

@Suite("A place that is kept no longer") struct LostPlaceTests {
    private let world: StreamWorld
    private let first: Int64

    init() throws {
        world = try StreamWorld(GrowingLog((1...5000).map { "INFO: \($0)\n" }.joined()))
        try world.log.trim(to: 20_000)
        first = try world.log.first()
        try #require(first > 100)
    }

    @Test(arguments: [Rendering.Format.frames, .lines])
    func `Last-Event-ID before the first line that is kept brings a reset`(format: Rendering.Format) throws {
        let reader = world.join(.after(7), Rendering(carrier: .eventStream, format: format))
        try world.settle(until: "the last line") { reader.tape.next == 5001 }
        #expect(reader.tape.types.count { $0 == "reset" } == 1 && reader.tape.kept == first)
        #expect(reader.tape.lines.first?.number == first && reader.tape.lines.last?.number == 5000)
    }

    @Test func `a place that is kept brings none, nor does the whole log`() throws {
        let readers = [world.join(.after(first - 1)), world.join(.line(1)), world.join(.tail(1))]
        try world.settle(until: "the last line") { readers.allSatisfy { $0.tape.next == 5001 } }
        for reader in readers { #expect(!reader.tape.types.contains("reset") && reader.tape.faults == []) }
    }

    @Test(arguments: [Rendering.Carrier.topicStream, .webSocket, .longPoll])
    func `so does a cursor, also to a client that polls and hears no hello`(kind: Rendering.Carrier) throws {
        let sink = FakeSink()
        let request = StreamRequest(topics: [.log(GrowingLog.job)], start: .init(cursor: "bboot0.e0.l7"))
        let source = world.open(request, kind, sink)
        try world.settle(until: "a line") {
            Tape(Rendering(carrier: kind), sink.written).lines.first?.number == first
        }
        let tape = Tape(Rendering(carrier: kind), sink.written)
        #expect(tape.kept == first && tape.types.contains("reset"))
        source.closed()
    }

    @Test func `a log that was cut before it was first seen begins at the line that is kept`() throws {
        let world = try StreamWorld(GrowingLog(nil))
        let reader = world.join(.line(1))
        world.deliverAll()
        try world.log.append((1...5000).map { "INFO: \($0)\n" }.joined())
        try world.log.trim(to: 20_000)
        try world.endJob()
        try world.settle(until: "the end") { reader.hasFinished }
        #expect(reader.tape.lines.first?.number == (try world.log.first()))
        #expect(reader.tape.lines.last?.number == 5000 && reader.tape.end?["to"] == 5001)
        #expect(reader.tape.faults == [] && reader.tape.types.contains("reset"))
    }
}
