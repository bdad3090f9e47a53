/// One growing log and its readers, with every message delivered at once.
@testable import Streams
import JSON
import Linux
import Testing
import TestSupport

@Suite struct LogFollowerTests {
    private static let lines = Rendering(carrier: .eventStream, format: .lines)

    private func world(_ text: String? = "") throws -> StreamWorld { try StreamWorld(GrowingLog(text)) }

    private func numbered(_ range: ClosedRange<Int>) -> String { range.map { "line \($0)\n" }.joined() }

    @Test func `a reader gets what was printed, and each line as it comes`() throws {
        let world = try world("one\ntwo\n")
        let reader = world.join()
        try world.settle(until: "what was printed") { reader.tape.lines.count == 2 }
        try world.log.append("three\n")
        try world.settle(until: "the next line") { reader.tape.lines.count == 3 }
        #expect(reader.tape.lines == (try world.log.lines()))
        #expect(reader.tape.faults == [])
    }

    @Test func `a long log comes in batches of a thousand lines`() throws {
        let world = try world(numbered(1...2500))
        let reader = world.join()
        try world.settle(until: "all of it") { reader.tape.lines.count == 2500 }
        #expect(reader.tape.types == ["hello", "log", "log", "log"])
        #expect(reader.tape.lastID == "2500" && reader.tape.faults == [])
    }

    @Test func `a burst of more lines than a turn takes is carried whole`() throws {
        let world = try world()
        let reader = world.join()
        try world.settle(until: "live") { !reader.tape.types.isEmpty }
        try world.log.append(numbered(1...20_000))
        try world.settle(until: "all of it") { reader.tape.lines.count == 20_000 }
        #expect(reader.tape.lines == (try world.log.lines()) && reader.tape.faults == [])
    }

    @Test func `a job without a log yet is waited for`() throws {
        let world = try world(nil)
        world.log.state = "queued"
        let reader = world.join()
        try world.settle(until: "hello") { reader.tape.hello != nil }
        let topic = reader.tape.hello?["log"]?[GrowingLog.job]
        #expect(topic?["next"] == 1 && topic?["epoch"] == "0" && topic?["state"] == "queued")
        try world.log.append("at last\n")
        try world.settle(until: "its first line") { reader.tape.lines.map(\.text) == ["at last"] }
    }

    @Test func `a job that ends without a log has an empty one`() throws {
        let world = try world(nil)
        let reader = world.join()
        world.log.end = EndOfLog(state: "stopped", cause: nil, exitCode: nil, signal: nil)
        world.tellEnd()
        try world.settle(until: "the end") { reader.hasFinished }
        #expect(
            reader.tape.end?["to"] == 1 && reader.tape.end?["bytes"] == 0
                && reader.tape.end?["state"] == "stopped")
        #expect(reader.tape.faults == [])
    }

    @Test func `the end comes once, after the last line, and says how it ended`() throws {
        let world = try world("a\n")
        let frames = world.join()
        let lines = world.join(.line(1), Self.lines, loop: 1)
        try world.settle(until: "live") { frames.tape.lines.count == 1 && lines.tape.lines.count == 1 }
        try world.log.append("b\nno newline")
        try world.log.finish(EndOfLog(state: "failed", cause: "exit_code", exitCode: 3, signal: nil))
        world.tellEnd()
        world.tellEnd()
        let late = world.join(.line(2))
        try world.settle(until: "the end") { world.readers.allSatisfy(\.hasFinished) }
        for reader in [frames, lines, late] {
            #expect(reader.tape.types.last == "end" && reader.tape.faults == [])
            #expect(reader.tape.end?["to"] == 4 && reader.tape.end?["bytes"] == 14)
            #expect(reader.tape.end?["cause"] == "exit_code" && reader.tape.end?["exit_code"] == 3)
            #expect(reader.tape.lines.last?.text == "no newline")
        }
        #expect(late.tape.lines.map(\.number) == [2, 3])
    }

    @Test func `a tail tells what it leaves out, a place counted from the end does not`() throws {
        let world = try world(numbered(1...10))
        let (tail, negative, all) = (world.join(.tail(3)), world.join(.fromEnd(3)), world.join(.tail(100)))
        try world.settle(until: "their lines") {
            world.readers.allSatisfy { $0.tape.lines.last?.number == 10 }
        }
        #expect(tail.tape.lines.map(\.number) == [8, 9, 10] && negative.tape.lines == tail.tape.lines)
        #expect(tail.tape.lag?["from"] == 1 && tail.tape.lag?["to"] == 8)
        #expect(negative.tape.lag == nil && all.tape.lag == nil && all.tape.lines.count == 10)
    }

    @Test func `a reader that comes again goes on after the line it saw last`() throws {
        let world = try world(numbered(1...10))
        let reader = world.join(.after(7))
        try world.settle(until: "the rest") { reader.tape.lines.map(\.number) == [8, 9, 10] }
        #expect(reader.tape.hello?["cursor"] == "l8")
    }

    @Test(arguments: [StartPosition.line(12), .after(11), .unknown("e1.l9")])
    func `a place that can't be is refused`(start: StartPosition) throws {
        let world = try world(numbered(1...10))
        let reader = world.join(start)
        try world.settle(until: "the refusal") { reader.hasFinished }
        #expect(reader.tape.types == ["error"] && reader.tape.error?["code"] == "bad_cursor")
    }

    @Test func `readers go on when the oldest lines are removed, and hear of it`() throws {
        let world = try world(numbered(1...5000))
        let live = world.join(.line(4999))
        let behind = world.join(.line(1), highWater: 100)
        world.deliverAll()
        try world.settle(until: "the last line") { live.tape.next == 5001 }
        // `settle` has drained the slow one too: it is put behind again by what comes now.
        try world.log.append((5001...9000).map { "DEBUG: \($0)\n" }.joined())
        try world.log.trim(to: 20_000)
        try world.log.append("last\n")
        try world.endJob()
        try world.settle(until: "the end") { live.hasFinished && behind.hasFinished }
        for reader in [live, behind] {
            #expect(reader.tape.lines.last?.text == "last" && reader.tape.types.last == "end")
        }
        // Numbers never change, and nothing that was got is sent again.
        #expect(live.tape.lines.map(\.number) == live.tape.lines.map(\.number).sorted())
        #expect(Set(live.tape.lines.map(\.number)).count == live.tape.lines.count)
    }

    @Test func `readers begin again when the log was made anew`() throws {
        let world = try world("old one\nold two\n")
        let (live, other) = (world.join(), world.join(.line(1), Rendering(carrier: .webSocket), loop: 1))
        try world.settle(until: "the old lines") { live.tape.lines.count == 2 && other.tape.lines.count == 2 }
        try world.log.rebuild("new\n")
        try world.settle(until: "the new line") {
            live.tape.lines.map(\.text) == ["new"] && other.tape.lines.map(\.text) == ["new"]
        }
        #expect(live.tape.types.contains("reset") && live.tape.faults == [] && other.tape.faults == [])
        try world.log.append("newer\n")
        try world.endJob()
        try world.settle(until: "the end") { live.hasFinished && other.hasFinished }
        #expect(live.tape.lines == (try world.log.lines()) && live.tape.faults == [])
    }

    @Test func `a filter holds for what was printed and for what comes`() throws {
        let world = try world("INFO: a\nERROR: b\n")
        let levels = try #require(LevelFilter(letters: "E"))
        let frames = world.join(
            .line(1), Rendering(carrier: .eventStream, filter: LineFilter(levels: levels)))
        let lines = world.join(
            .line(1), Rendering(carrier: .eventStream, format: .lines, filter: LineFilter(levels: levels)))
        try world.settle(until: "the error") { frames.tape.lines.count == 1 && lines.tape.lines.count == 1 }
        try world.log.append("INFO: c\nERROR: d\n")
        try world.settle(until: "the next") { frames.tape.lines.count == 2 && lines.tape.lines.count == 2 }
        #expect(frames.tape.lines.map(\.number) == [2, 4] && lines.tape.lines == frames.tape.lines)
        #expect(frames.tape.next == 5 && frames.tape.faults == [])
    }
}
