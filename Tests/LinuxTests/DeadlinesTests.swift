@testable import Linux
import Testing

@Suite("Deadlines") struct DeadlinesTests {
    private func instant(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `they fall due in order, whatever the order in which they came, and never early`(seed: UInt64) {
        var random = Seeded(seed)
        var deadlines = Deadlines()
        var due: [Int64] = []
        let times = (0..<200).map { _ in Int64.random(in: 0..<50, using: &random) }
        for time in times { deadlines.add(Deadline(at: instant(time)) { due.append(time) }) }
        for now in 0..<50 as Range<Int64> {
            while let action = deadlines.takeDue(at: instant(now)) { action() }
            #expect(due == times.sorted().filter { $0 <= now })
        }
        #expect(deadlines.next() == nil)
    }

    @Test func `a cancelled one is neither waited for nor called`() {
        var deadlines = Deadlines()
        var calls: [Int] = []
        let first = Deadline(at: instant(1)) { calls.append(1) }
        let second = Deadline(at: instant(2)) { calls.append(2) }
        deadlines.add(second)
        deadlines.add(first)
        first.cancel()
        #expect(deadlines.next() == instant(2))
        while let action = deadlines.takeDue(at: instant(9)) { action() }
        #expect(calls == [2])
    }

    @Test func `it is called once`() {
        var deadlines = Deadlines()
        let deadline = Deadline(at: instant(1)) {}
        deadlines.add(deadline)
        #expect(deadlines.takeDue(at: instant(1)) != nil)
        #expect(deadlines.takeDue(at: instant(1)) == nil)
        deadline.cancel()
    }
}
