/// The readers of one loop: who hears what.
@testable import Streams
import Linux
import Testing
import TestSupport

@Suite struct LoopReadersTests {
    private let loop: EventLoop
    private let readers: LoopReaders
    private static let head = LogHead(first: 1, next: 1, epoch: "a", state: "running", isComplete: false)
    private static let frames = Rendering(carrier: .eventStream)
    private static let lines = Rendering(carrier: .eventStream, format: .lines)

    init() throws {
        loop = try EventLoop()
        readers = LoopReaders(
            number: 0, loop: loop, frames: ControlFrames(boot: "b", ui: "u", heartbeat: .milliseconds(5)),
            topics: TopicLog(), exists: { _ in true }, ask: { _ in })
    }

    /// The number-th reader of the loop, live at line 1.
    private func join(_ job: String, _ rendering: Rendering, number: Int) -> (
        sink: FakeSink, source: LogReading
    ) {
        let sink = FakeSink()
        let source = readers.add(job: job, start: .line(1), rendering: rendering, sink: sink)
        readers.handle(.opened(number, Self.head, from: 1))
        readers.handle(.batch(number, range: 1..<1, [], rest: [], .live))
        _ = sink.take()
        return (sink, source)
    }

    @Test func `what is published goes to each reader of the job in its form`() {
        let (first, _) = join("a", Self.frames, number: 1)
        let (second, _) = join("a", Self.lines, number: 2)
        let (third, _) = join("a", Self.frames, number: 3)
        let (other, _) = join("b", Self.frames, number: 4)
        readers.handle(.published(job: "a", range: 1..<2, [Self.frames: [1], Self.lines: [2]]))
        #expect([first, second, third, other].map(\.written) == [[1], [2], [1], []])
    }

    @Test func `so do announcements, the end, and a reset`() {
        let (sink, _) = join("a", Self.frames, number: 1)
        let (other, _) = join("b", Self.frames, number: 2)
        readers.handle(.announced(job: "a", [Self.frames: [7]]))
        #expect(sink.take() == "\u{7}")
        readers.handle(.reset(job: "a", Self.head))
        #expect(sink.take().hasPrefix("event: reset\n"))
        readers.handle(.batch(1, range: 1..<1, [], rest: [], .live))
        readers.handle(.ended(job: "a", [Self.frames: [8]]))
        #expect(sink.written == [8] && sink.finishes == 1)
        #expect(other.written.isEmpty && other.finishes == 0)
    }

    @Test func `a refused reader hears why`() {
        let sink = FakeSink()
        _ = readers.add(job: "a", start: .line(9), rendering: Self.frames, sink: sink)
        readers.handle(.refused(1, .pastEnd(line: 9, next: 1)))
        #expect(sink.text.contains("bad_cursor") && sink.finishes == 1)
    }

    @Test func `whoever is gone hears nothing more, and late answers to it are dropped`() {
        let (gone, source) = join("a", Self.frames, number: 1)
        let (stays, _) = join("a", Self.frames, number: 2)
        source.closed()
        readers.handle(.published(job: "a", range: 1..<2, [Self.frames: [1]]))
        readers.handle(.batch(1, range: 1..<2, [1], rest: [], .live))
        #expect(gone.written.isEmpty && stays.written == [1])
    }

    @Test func `quiet connections get a heartbeat, by the clock`() throws {
        let (sink, _) = join("a", Self.frames, number: 1)
        let (other, source) = join("b", Self.lines, number: 2)
        source.closed()
        try loop.run(until: "a heartbeat") { sink.text.contains("event: ping\n") }
        #expect(other.written.isEmpty)
    }
}
