/// Random schedules over all carriers: whatever is cut, slow or restarted, the client ends with the log.
@testable import Streams
import HTTP
import JSON
import Linux
import Synchronization
import Testing
import TestSupport

@Suite("Streams of several topics: random schedules") struct StreamModelTests {
    private final class Model {
        var random: Seeded
        let world: StreamWorld
        private(set) var clients: [TopicClient] = []
        private(set) var published: Int64 = 0
        let fake = FakeFeeds()
        private var hasEnded = false

        init(_ seed: UInt64) throws {
            random = Seeded(seed)
            world = try StreamWorld(GrowingLog(seed % 4 == 0 ? nil : ""), feeds: fake.feeds)
        }

        private let levels = [nil, "WE", "I", "D-"]

        func join() {
            let kinds: [Rendering.Carrier] = [.topicStream, .webSocket, .longPoll]
            let client = TopicClient(
                world, kinds[random.below(3)], loop: random.below(2),
                tail: random.below(3) == 0 ? Int64(random.below(9)) : nil,
                levels: levels[random.below(2)],
                highWater: [Int.max, 400, 20_000][random.below(3)],
                fetch: { [unowned self] in Set((0..<published).map { $0 + 1 }) })
            clients.append(client)
            client.connect()
        }

        func step() throws {
            switch random.below(26) {
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
            case 23: if random.below(2) == 0 { one?.change(levels: levels[random.below(4)]) }
            case 24: if random.below(8) == 0 { try world.log.trim(to: random.below(60_000)) }
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
                return clients.allSatisfy { $0.hasAll && $0.known.count == published && hasRows($0) }
            }
            for client in clients { client.cut() }
        }

        /// Where it began at the end of the rows, it may have got none.
        private func hasRows(_ client: TopicClient) -> Bool {
            let next = Int64(rows) + 1
            return rows == 0 || (client.tape.nextRow ?? (client.tail == nil ? 0 : next)) == next
        }

        var rows: Int { fake.state.withLock { $0.rows.count } }

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
                if piece.contains("\n") { fake.report(line: Int64(rows)) }
            }
        }
    }

    /// ANANA_MODEL_SEED: only that one.
    private static let seeds =
        Environment["ANANA_MODEL_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? Array(1...24)
    /// ANANA_MODEL_SECONDS: so long with seeds that nobody has seen.
    private static let seconds = Environment["ANANA_MODEL_SECONDS"].flatMap { Int($0) } ?? 0

    @Test(arguments: seeds)
    func `every client ends with exactly the lines of the log, and knows of every event`(seed: UInt64) throws
    {
        try run(seed)
    }

    @Test(.enabled(if: seconds > 0)) func `the same with other seeds, as long as is asked for`() throws {
        let end = Instant.now + .seconds(Self.seconds)
        var count = 0
        while Instant.now < end {
            let seed = UInt64.random(in: 25...UInt64(Int64.max))
            print("model: seed \(seed)")
            try run(seed)
            count += 1
        }
        print("model: \(count) schedules")
    }

    private func run(_ seed: UInt64) throws {
        let model = try Model(seed)
        model.join()
        for _ in 0..<400 { try model.step() }
        model.join()
        try model.end()
        try model.settle()
        let lines = try model.world.log.lines()
        for (number, client) in model.clients.enumerated() {
            let name = "seed \(seed), client \(number), \(client.kind), tail \(client.tail ?? -1)"
            #expect(client.tape.faults == [], "\(name)")
            // A client that asked for the end was told what it was not sent; perhaps it got it later all
            // the same.
            let seen = Set(client.tape.lines.map(\.number))
            let expected = lines.filter { line in
                guard client.wants(line) else { return false }
                if seen.contains(line.number) { return true }
                // What retention took from it, it was told of.
                return line.number >= max(client.begin, client.tape.kept)
                    && !client.tape.lags.contains { $0.contains(line.number) }
            }
            #expect(
                client.tail != nil || client.begin <= client.tape.kept && client.tape.lags.isEmpty, "\(name)")
            #expect(client.tape.lines == expected, "\(name)")
            #expect(
                client.tail != nil || client.tape.rows == (0..<model.rows).map { Int64($0) + 1 }, "\(name)")
        }
    }
}
