/// Events by number: what a client that comes again is told, and what it has missed for good.
@testable import Streams
import JSON
import Synchronization
import Testing

@Suite struct TopicLogTests {
    private let log = TopicLog()

    private func publish(_ count: Int, to topic: Topic = .jobs, text: String = "x") {
        for number in 0..<count {
            log.publish("notice", to: topic) { writer in
                writer.key("text")
                writer.string(text)
                writer.key("number")
                writer.integer(number)
            }
        }
    }

    private func numbers(after seq: Int64, _ topics: Set<Topic>, limit: Int = 1000) -> [Int64]? {
        log.read(after: seq, topics, limit: limit)?.entries.map(\.seq)
    }

    @Test func `numbers rise by one, and stand in each frame`() throws {
        publish(3)
        let reading = try #require(log.read(after: 0, [.jobs]))
        #expect(reading.entries.map(\.seq) == [1, 2, 3] && reading.seq == 3 && !reading.isBehind)
        let frame = try JSONValue(parsing: reading.entries[1].frame.json)
        #expect(frame["e"] == "notice" && frame["seq"] == 2 && frame["number"] == 1)
    }

    @Test func `one frame has the form of each carrier`() throws {
        log.publish("queue", to: .queue) { _ in }
        let frame = try #require(log.read(after: 0, [.queue])?.entries.first?.frame)
        let json = #"{"e":"queue","seq":1}"#
        #expect(
            String(decoding: frame.bytes(for: .topicStream), as: UTF8.self)
                == "event: queue\ndata: \(json)\n\n")
        #expect(frame.bytes(for: .webSocket) == [0x81, UInt8(json.utf8.count)] + Array(json.utf8))
        #expect(String(decoding: frame.bytes(for: .longPoll), as: UTF8.self) == json + ",")
    }

    @Test func `a reader gets its topics only, and passes over the rest`() throws {
        publish(1, to: .jobs)
        publish(2, to: .artifacts("a"))
        publish(1, to: .artifacts("b"))
        let reading = try #require(log.read(after: 0, [.artifacts("a")]))
        #expect(reading.entries.map(\.seq) == [2, 3] && reading.seq == 4)
        #expect(try #require(log.read(after: 4, [.jobs])).entries.isEmpty)
    }

    @Test func `much is read in parts, without a gap`() throws {
        publish(10)
        let first = try #require(log.read(after: 0, [.jobs], limit: 4))
        #expect(first.entries.map(\.seq) == [1, 2, 3, 4] && first.isBehind && first.seq == 4)
        let second = try #require(log.read(after: first.seq, [.jobs], limit: 6))
        #expect(second.entries.map(\.seq) == [5, 6, 7, 8, 9, 10] && !second.isBehind)
    }

    @Test func `what is older than the log keeps can't be read, and neither can the future`() {
        publish(5000)
        #expect(log.latest == 5000)
        #expect(numbers(after: 0, [.jobs]) == nil)
        #expect(numbers(after: 3975, [.jobs]) == nil)
        #expect(numbers(after: 3976, [.jobs], limit: 1) == [3977])
        #expect(numbers(after: 5000, [.jobs]) == [])
        #expect(numbers(after: 5001, [.jobs]) == nil)
    }

    @Test func `large frames push out more, but the latest is always there`() {
        publish(20, text: String(repeating: "x", count: 1 << 20))
        let oldest = (0...20).first { numbers(after: Int64($0), [.jobs]) != nil }
        #expect((12...14).contains(oldest ?? 0))
        publish(1, text: String(repeating: "x", count: 9 << 20))
        #expect(numbers(after: 20, [.jobs]) == [21])
    }

    @Test func `an attached loop is told once until it looks`() {
        let calls = Mutex(0)
        log.attach(7) { calls.withLock { $0 += 1 } }
        publish(3)
        #expect(calls.withLock { $0 } == 1)
        log.heard(7)
        publish(1)
        #expect(calls.withLock { $0 } == 2)
    }
}
