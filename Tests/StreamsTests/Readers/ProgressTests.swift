/// LogFollower and the line that is being written: told to readers, at most ten times a second, and cleared.
@testable import Streams
import JSON
import Linux
import Testing
import TestSupport

@Suite struct ProgressTests {
    private static let lines = Rendering(carrier: .eventStream, format: .lines)

    private func world(_ text: String = "") throws -> StreamWorld { try StreamWorld(GrowingLog(text)) }

    private func count(_ reader: StreamWorld.Reader) -> Int { reader.tape.types.count { $0 == "progress" } }

    @Test func `a bar is shown, drawn anew, and cleared when it has become a line`() throws {
        let world = try world("start\n")
        let (frames, lines) = (world.join(), world.join(.line(1), Self.lines))
        try world.settle(until: "live") { frames.tape.lines.count == 1 && lines.tape.lines.count == 1 }
        for bar in ["10%", "\r20%"] {
            try world.log.append(bar)
            let shown = bar.filter { $0 != "\r" }
            try world.settle(until: bar) { frames.tape.progress == shown && lines.tape.progress == shown }
        }
        try world.log.append("\r100%\n")
        try world.settle(until: "cleared") { frames.tape.progress == nil && lines.tape.progress == nil }
        #expect(frames.tape.lines.map(\.text) == ["start", "100%"])
        #expect(frames.tape.faults == [] && lines.tape.faults == [])
    }

    @Test func `a reader that comes later sees it at once`() throws {
        let world = try world("a\n50%")
        let first = world.join()
        try world.settle(until: "the bar") { first.tape.progress == "50%" }
        let second = world.join(.line(2), Rendering(carrier: .webSocket), loop: 1)
        try world.settle(until: "the bar again") { second.tape.progress == "50%" }
        #expect(
            first.tape.types == ["hello", "log", "progress"] && second.tape.types == ["hello", "progress"])
    }

    @Test func `no more than ten times a second`() throws {
        let world = try world()
        let reader = world.join()
        try world.settle(until: "live") { reader.tape.hello != nil }
        let began = Instant.now
        var step = 0
        try world.settle(until: "four bars") {
            step += 1
            // Nothing is proved by a bar that could not be written.
            try? world.log.append("\r\(step)")
            return count(reader) == 4
        }
        #expect(Instant.now - began >= .milliseconds(290))
        try world.log.append("\rdone\n")
        try world.settle(until: "cleared") { reader.tape.progress == nil }
        #expect(reader.tape.lines.map(\.text) == ["done"])
    }

    @Test func `a reader that was stuck while it went away does not show it for ever`() throws {
        let world = try world()
        let reader = world.join(highWater: 1000)
        try world.settle(until: "live") { reader.tape.hello != nil }
        try world.log.append("50%")
        try world.settle(until: "the bar") { reader.tape.progress == "50%" }
        let other = world.join(loop: 1)
        try world.settle(until: "the other") { other.tape.progress == "50%" }
        try world.log.append("\r" + String(repeating: "x", count: 2000) + "\n")
        try world.loop.run(until: "stuck, and the bar gone") {
            world.deliverAll()
            other.drain()
            return reader.sink.isFull && other.tape.progress == nil
        }
        #expect(reader.tape.progress == "50%")
        try world.settle(until: "cleared") { reader.tape.progress == nil }
        #expect(reader.tape.faults == [])
    }

    @Test func `a bar that nobody saw is not told of`() throws {
        let world = try world("a\n50%\r60%\n")
        let reader = world.join()
        try world.settle(until: "the line") { reader.tape.lines.count == 2 }
        try world.endJob()
        try world.settle(until: "the end") { reader.hasFinished }
        #expect(reader.tape.types == ["hello", "log", "end"])
    }
}
