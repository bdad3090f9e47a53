/// The bytes of a log as they are printed, like `tail -f`.
@testable import Streams
import Linux
import Testing
import TestSupport

@Suite struct RawReadingTests {
    private let world: StreamWorld

    init() throws {
        world = try StreamWorld(GrowingLog("one\ntwo\r2%\rtwo!\r\nthree\n"))
    }

    private func follow(_ start: StartPosition = .line(1), highWater: Int = .max) -> (
        sink: FakeSink, source: RawReading
    ) {
        let sink = FakeSink(highWater: highWater)
        let source = world.follow(start, sink)
        world.deliverAll()
        return (sink, source)
    }

    private func settle(_ what: String, _ condition: @escaping () -> Bool) throws {
        try world.loop.run(until: what) {
            world.deliverAll()
            return condition()
        }
    }

    @Test func `brings every byte, also of a line that has only begun, and ends with the job`() throws {
        let (sink, _) = follow()
        #expect(sink.text == "one\ntwo\r2%\rtwo!\r\nthree\n")
        try world.log.append("fo")
        try settle("half a line") { sink.text.hasSuffix("\nfo") }
        try world.log.append("ur\n")
        try world.endJob()
        try settle("the end") { sink.finishes == 1 }
        #expect(sink.written == world.log.bytes)
    }

    @Test(arguments: [
        (StartPosition.line(2), "two\r2%\rtwo!\r\nthree\n"), (.line(3), "three\n"), (.line(4), ""),
        (.tail(1), "three\n"), (.tail(2), "two\r2%\rtwo!\r\nthree\n"), (.tail(0), ""),
        (.fromEnd(9), "one\ntwo\r2%\rtwo!\r\nthree\n"),
    ])
    func `begins where a line begins, redraws included`(start: StartPosition, text: String) {
        #expect(follow(start).sink.text == text)
    }

    @Test func `a start past the end is an end at once`() {
        #expect(follow(.line(9)).sink.finishes == 1)
    }

    @Test func `a slow reader is given no more than it takes, and gets everything`() throws {
        let (sink, source) = follow(highWater: 1000)
        for number in 0..<200 { try world.log.append(String(repeating: "x", count: 10_000) + "\(number)\n") }
        try world.endJob()
        try settle("all of it") {
            if sink.drain() { source.drained() }
            return sink.finishes == 1
        }
        #expect(sink.written == world.log.bytes && sink.mostQueued <= RawReaders.batchSize + 1000)
    }

    @Test func `many at the same place get the same bytes, and who is gone gets none`() throws {
        let readers = (0..<5).map { _ in follow() }
        readers[0].source.closed()
        world.deliverAll()
        try world.log.append("four\n")
        try settle("the line") { readers[1...].allSatisfy { $0.sink.text.hasSuffix("four\n") } }
        #expect(!readers[0].sink.text.hasSuffix("four\n"))
    }

    @Test func `a log that is final is sent, and that is all`() throws {
        try world.endJob()
        let (sink, _) = follow()
        try settle("the end") { sink.finishes == 1 }
        #expect(sink.written == world.log.bytes)
    }

    @Test func `a job without a log yet is waited for`() throws {
        let world = try StreamWorld(GrowingLog(nil))
        let sink = FakeSink()
        _ = world.follow(.line(1), sink)
        world.deliverAll()
        #expect(sink.written.isEmpty && sink.finishes == 0)
        try world.log.append("1\n")
        try world.endJob()
        try world.loop.run(until: "the end") {
            world.deliverAll()
            return sink.finishes == 1
        }
        #expect(sink.text == "1\n")
    }
}
