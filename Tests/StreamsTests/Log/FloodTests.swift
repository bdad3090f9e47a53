/// A job that prints faster than anybody reads: readers take turns, and miss nothing.
@testable import Streams
import JSON
import Linux
import Testing
import TestSupport

@Suite struct FloodTests {
    private final class Ear {
        var events: [ReaderEvent] = []
    }

    private static let rendering = Rendering(carrier: .eventStream)
    private let ear = Ear()
    private let log: GrowingLog
    private let follower: LogFollower

    init() throws {
        log = try GrowingLog((1...20_000).map { "line \($0)\n" }.joined())
        let ear = ear
        follower = LogFollower(source: log.source, loop: try EventLoop(), files: nil) {
            ear.events.append($1)
        }
    }

    private func flood() {
        follower.pace.saw(0, at: Instant(nanoseconds: 0))
        follower.pace.saw(1 << 40, at: Instant(nanoseconds: 1_000_000))
    }

    private func read(_ number: Int, from line: Int64) {
        follower.read(ReaderID(loop: 0, number: number), from: line, Self.rendering, wasLive: false)
    }

    /// Numbers of the readers that were answered, in this order.
    private var answered: [Int] {
        ear.events.compactMap { if case .batch(let number, _, _, _, _) = $0 { number } else { nil } }
    }

    private var published: [Range<Int64>] {
        ear.events.compactMap { if case .published(_, let range, _) = $0 { range } else { nil } }
    }

    private func end() throws {
        try log.finish()
        follower.jobEnded(log.source)
    }

    @Test func `between two looks so many batches are read, and then who was first is first`() {
        flood()
        for number in 1...12 { read(number, from: Int64(number) * 1000 + 1) }
        #expect(answered == Array(1...8))
        follower.answerLate()
        #expect(answered == Array(1...12))
    }

    @Test func `a batch that another has read before costs nothing, and is not waited for`() {
        flood()
        for number in 1...50 { read(number, from: 1) }
        #expect(answered == Array(1...50))
    }

    @Test func `who leaves while he waits is answered no more`() {
        flood()
        for number in 1...10 { read(number, from: Int64(number) * 1000 + 1) }
        follower.close(ReaderID(loop: 0, number: 9))
        follower.answerLate()
        #expect(answered == Array(1...8) + [10])
    }

    @Test func `when the job ends nobody waits any more`() throws {
        flood()
        for number in 1...20 { read(number, from: Int64(number - 1) * 1000 + 1) }
        try end()
        #expect(answered == Array(1...20))
    }

    @Test func `a reader that is live gets a turn's worth with the end, and reads the rest itself`() throws {
        read(1, from: 20_001)
        try log.append((1...20_000).map { "more \($0)\n" }.joined())
        try end()
        #expect(published.count == LogFollower.batchesPerTurn + 1 && published.last == 40_000..<40_001)
    }

    @Test func `a burst before the end is carried whole`() throws {
        let world = try StreamWorld(GrowingLog("first\n"))
        let readers = [
            world.join(), world.join(.line(1), Rendering(carrier: .webSocket), loop: 1),
            world.join(.line(1), Rendering(carrier: .eventStream, format: .lines), highWater: 1000),
        ]
        try world.settle(until: "live") { readers.allSatisfy { $0.tape.lines.count == 1 } }
        try world.log.append((1...30_000).map { "line \($0)\n" }.joined())
        try world.endJob()
        try world.settle(until: "the end") { readers.allSatisfy(\.hasFinished) }
        let all = try world.log.lines()
        for reader in readers {
            #expect(reader.tape.lines == all && reader.tape.faults == [] && reader.tape.end?["to"] == 30_002)
        }
    }
}
