/// Random schedules over all carriers: whatever is cut, slow or restarted, the client ends with the log.
@testable import Streams
import HTTP
import JSON
import Linux
import Testing
import TestSupport

@Suite("Streams of several topics: random schedules") struct StreamModelTests {
    private final class Model {
        var random: Seeded
        let world: StreamWorld
        private(set) var clients: [TopicClient] = []
        private(set) var published: Int64 = 0
        private var hasEnded = false

        init(_ seed: UInt64) throws {
            random = Seeded(seed)
            world = try StreamWorld(GrowingLog(seed % 4 == 0 ? nil : ""))
        }

        func join() {
            let levels = [LevelFilter.all, LevelFilter(letters: "WE") ?? .all]
            let kinds: [Rendering.Carrier] = [.topicStream, .webSocket, .longPoll]
            let client = TopicClient(
                world, kinds[random.below(3)], loop: random.below(2),
                tail: random.below(3) == 0 ? Int64(random.below(9)) : nil,
                filter: LineFilter(levels: levels[random.below(2)]),
                highWater: [Int.max, 400, 20_000][random.below(3)],
                fetch: { [unowned self] in Set((0..<published).map { $0 + 1 }) })
            clients.append(client)
            client.connect()
        }

        func step() throws {
            switch random.below(24) {
            case 0..<4: if !hasEnded { try print() }
            case 4..<6: publish()
            case 6..<9: for _ in 0..<1 + random.below(4) { world.deliverRequest() }
            case 9..<12: for _ in 0..<1 + random.below(4) { world.deliverEvent(to: random.below(2)) }
            case 12: world.tellTopics()
            case 13..<15: try world.turn()
            case 15..<19: one?.receive(random.below(2) == 0 ? random.below(5000) : .max)
            case 19..<21: one?.connect()
            case 21: if random.below(3) == 0 { one?.cut() }
            case 22: if clients.count < 7 { join() }
            default: try rarely()
            }
        }

        private func rarely() throws {
            switch random.below(40) {
            case 0: if !hasEnded { try end() }
            case 1..<4:
                for client in clients { client.cut() }
                try world.restart()
            case 4: for _ in 0..<5000 { publish() }
            default: break
            }
        }

        private var one: TopicClient? { clients.randomElement(using: &random) }

        func end() throws {
            if hasEnded { return }
            hasEnded = true
            try world.endJob()
        }

        func publish() {
            published += 1
            world.topics.publish("job", to: .jobs) { writer in
                writer.key("number")
                writer.integer(published)
            }
        }

        /// Until everybody has everything.
        func settle() throws {
            try world.loop.run(until: "the end of all clients") { [self] in
                world.deliverAll()
                world.tellTopics()
                for client in clients {
                    client.receive()
                    client.connect()
                }
                return clients.allSatisfy { $0.hasAll && $0.known.count == published }
            }
            for client in clients { client.cut() }
        }

        private func print() throws {
            let pieces = [
                "INFO: step \(random.below(100))\n", "WARNING: low\nERROR: bad\n\n", "plain", "\n",
                "10%\r20%",
                String(repeating: "l", count: random.below(20_000)), "x\n",
                (0..<random.below(1500)).map { "DEBUG: \($0)\n" }.joined(),
            ]
            let piece = pieces[random.below(pieces.count)]
            if random.below(3) == 0 {
                try world.log.write(Array(piece.utf8))
            } else {
                try world.log.append(piece)
            }
        }
    }

    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `every client ends with exactly the lines of the log, and knows of every event`(seed: UInt64) throws
    {
        let model = try Model(seed)
        model.join()
        for _ in 0..<400 { try model.step() }
        model.join()
        try model.end()
        try model.settle()
        let lines = try model.world.log.lines()
        for (number, client) in model.clients.enumerated() {
            #expect(client.tape.faults == [], "client \(number), \(client.kind)")
            // A client that asked for the end was told what it was not sent; perhaps it got it later all
            // the same.
            let seen = Set(client.tape.lines.map(\.number))
            let expected = lines.filter { line in
                guard client.filter.levels.isAll || "WE".contains(line.level.uppercased()) else {
                    return false
                }
                if seen.contains(line.number) { return true }
                return line.number >= client.begin && !client.tape.lags.contains { $0.contains(line.number) }
            }
            #expect(client.tail != nil || client.begin == 1 && client.tape.lags.isEmpty)
            #expect(
                client.tape.lines == expected, "client \(number), \(client.kind), tail \(client.tail ?? -1)")
        }
    }
}
