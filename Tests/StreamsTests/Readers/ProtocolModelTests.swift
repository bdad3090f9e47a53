/// Random schedules of the protocol: in any order of events, each reader gets exactly the lines of the log.
@testable import Streams
import JSON
import Linux
import LogText
import Testing
import TestSupport

@Suite("LogFollower, Subscription, LoopReaders: random schedules") struct ProtocolModelTests {
    private final class Model {
        var random: Seeded
        let world: StreamWorld
        private var hasEnded = false

        init(_ seed: UInt64) throws {
            random = Seeded(seed)
            world = try StreamWorld(GrowingLog(seed % 4 == 0 ? nil : ""))
        }

        func step() throws {
            switch random.below(20) {
            case 0..<5: if !hasEnded { try print() }
            case 5..<9: for _ in 0..<1 + random.below(4) { world.deliverRequest() }
            case 9..<13: for _ in 0..<1 + random.below(4) { world.deliverEvent(to: random.below(2)) }
            case 13..<15: try world.turn()
            case 15..<17: world.readers.randomElement(using: &random)?.drain()
            case 17: if world.readers.count < 9 { join() }
            case 18: if random.below(4) == 0 { world.readers.randomElement(using: &random)?.close() }
            default: if !hasEnded && random.below(12) == 0 { try end() }
            }
        }

        func end() throws {
            if hasEnded { return }
            hasEnded = true
            try world.endJob()
        }

        func join() {
            let levels = [
                LevelFilter.all, LevelFilter(letters: "WE") ?? .all, LevelFilter(letters: "-I") ?? .all,
            ]
            let filter = LineFilter(levels: levels[random.below(3)])
            let forms = [
                Rendering(carrier: .eventStream, filter: filter),
                Rendering(carrier: .webSocket, filter: filter),
                Rendering(carrier: .eventStream, format: .lines, filter: filter),
            ]
            let starts = [
                StartPosition.line(1), .line(0), .after(0), .fromEnd(Int64(random.below(9))), .tail(2),
            ]
            world.join(
                starts[random.below(starts.count)], forms[random.below(3)], loop: random.below(2),
                highWater: [Int.max, 400, 20_000][random.below(3)])
        }

        private func print() throws {
            let pieces: [[UInt8]] = [
                Array("INFO: step \(random.below(100))\n".utf8), Array("WARNING: low\nERROR: bad\n\n".utf8),
                Array("plain".utf8), Array("\n".utf8), Array("10%\r20%".utf8), Array("\r".utf8),
                Array("crlf\r\n".utf8),
                [0xFF, 0xC3, 0x28, 10], Array("nul\0 bell\u{7} 🍍\n".utf8), [0xF0, 0x9F],
                Array("Traceback (most recent call last):\n  File \"x\"\nE: y\n".utf8),
                Array(repeating: UInt8(ascii: "l"), count: random.below(20_000)), Array("x\n".utf8),
                Array((0..<random.below(1500)).map { "DEBUG: \($0)\n" }.joined().utf8),
            ]
            let piece = pieces[random.below(pieces.count)]
            if random.below(3) == 0 { try world.log.write(piece) } else { try world.log.append(piece) }
        }
    }

    /// What this reader must have got by the end.
    private func expected(_ reader: StreamWorld.Reader, _ tape: Tape, _ lines: [Line]) -> [Line] {
        let first: Int64 =
            switch reader.start {
            case .line, .after: 1
            // A place counted from the end depends on the moment; `hello` says which it was.
            default:
                tape.hello?["cursor"]?.stringValue.flatMap { Int64($0.dropFirst()) } ?? tape.lines.first?
                    .number ?? .max
            }
        let records = lines.filter {
            $0.number >= first && reader.rendering.filter.levels.contains(Self.level(of: $0))
        }
        guard reader.rendering.format == .lines else { return records }
        return records.map { Line(number: $0.number, text: $0.text, level: $0.level.uppercased()) }
    }

    private static func level(of line: Line) -> LogLevel {
        LogLevel.allCases.first { line.level.uppercased().utf8.elementsEqual([$0.letter]) } ?? .unknown
    }

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `nobody misses a line, nobody gets one twice, and the end comes once and last`(seed: UInt64) throws {
        let model = try Model(seed)
        model.join()
        for _ in 0..<200 { try model.step() }
        model.join()
        try model.end()
        model.join()
        let readers = model.world.readers
        try model.world.settle(until: "the end of all readers") {
            readers.allSatisfy { $0.isClosed || $0.hasFinished }
        }
        let lines = try model.world.log.lines()
        for (number, reader) in readers.enumerated() {
            let tape = reader.tape
            #expect(tape.faults == [], "reader \(number)")
            let expected = expected(reader, tape, lines)
            if reader.isClosed {
                #expect(expected.starts(with: tape.lines), "reader \(number), closed")
            } else {
                #expect(tape.lines == expected, "reader \(number), \(reader.start), \(reader.rendering)")
                #expect(tape.types.last == "end" && reader.sink.finishes == 1, "reader \(number)")
                #expect(tape.end?["to"]?.integerValue == Int64(lines.count) + 1, "reader \(number)")
                #expect(
                    tape.end?["bytes"]?.integerValue == Int64(model.world.log.bytes.count), "reader \(number)"
                )
            }
        }
    }

    @Test func `a reader that does not read costs nothing, and gets all of it from the disk`() throws {
        let world = try StreamWorld(GrowingLog())
        let (stuck, quick) = (world.join(highWater: 4096), world.join(loop: 1))
        try world.settle(until: "live") { stuck.tape.hello != nil && quick.tape.hello != nil }
        for round in 0..<40 {
            try world.log.append((1...500).map { "round \(round) line \($0)\n" }.joined())
            try world.loop.run(until: "round \(round)") {
                world.deliverAll()
                quick.drain()
                return quick.tape.next == Int64(round + 1) * 500 + 1
            }
        }
        let late = world.join(highWater: 4096)
        world.deliverAll()
        for reader in [stuck, late] {
            #expect(reader.sink.mostQueued <= 4096 + LogBatch.byteLimit)
            #expect(reader.tape.lines.count <= LogBatch.lineLimit)
        }
        try world.endJob()
        try world.settle(until: "the end") { stuck.hasFinished && late.hasFinished }
        let lines = try world.log.lines()
        for reader in [stuck, late] { #expect(reader.tape.lines == lines && reader.tape.faults == []) }
    }
}
