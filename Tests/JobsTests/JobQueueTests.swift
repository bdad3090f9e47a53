@testable import Jobs
import JobDirectory
import Testing

@Suite("JobQueue") struct JobQueueTests {
    /// Made in successive milliseconds.
    private let ids = (0..<6 as Range<Int64>).map { JobID(at: 1_764_000_000_000 + $0) }

    private func queue(priorities: [Int] = [0, 0, 0, 0, 0, 0]) -> JobQueue {
        var queue = JobQueue()
        for (id, priority) in zip(ids, priorities) { queue.put(place(id, priority)) }
        return queue
    }

    private func place(_ id: JobID, _ priority: Int) -> QueuePlace {
        QueuePlace(job: id, flavor: "cpu", template: "train", priority: priority, rank: QueuePlace.rank(of: id))
    }

    /// The jobs' numbers in their order.
    private func order(_ queue: JobQueue) -> [Int?] {
        var order: [Int?] = []
        queue.order.ascend { place in
            order.append(ids.firstIndex(of: place.job))
            return true
        }
        return order
    }

    @Test func `higher priorities come first, the older of equals`() {
        #expect(order(queue(priorities: [0, 5, -1, 5, 0, 9])) == [5, 1, 3, 0, 4, 2])
    }

    @Test func `everybody knows its place`() {
        var queue = queue()
        queue.remove(ids[1])
        #expect(ids.map { queue.position(of: $0) } == [1, nil, 2, 3, 4, 5])
        #expect(queue.flavors == ["cpu": 5])
    }

    @Test(arguments: 1...6, 0..<6)
    func `a job moves to any position`(position: Int, job: Int) {
        var queue = queue()
        queue.move(ids[job], toPosition: position)
        var expected = Array(0..<6).filter { $0 != job }
        expected.insert(job, at: position - 1)
        #expect(order(queue) == expected)
    }

    @Test func `a place beyond the end is the end`() {
        var queue = queue()
        queue.move(ids[0], toPosition: 1_000_000)
        #expect(order(queue) == [1, 2, 3, 4, 5, 0])
    }

    @Test func `who moves among others of another priority takes theirs`() {
        var queue = queue(priorities: [5, 5, 0, 0, 0, 0])
        queue.move(ids[5], toPosition: 2)
        #expect(order(queue) == [0, 5, 1, 2, 3, 4])
        #expect(queue[ids[5]]?.priority == 5)
    }

    @Test func `the same gap takes any number of jobs`() {
        var queue = queue()
        for turn in 0..<200 {
            let job = 2 + turn % 4
            queue.move(ids[job], toPosition: 2)
            #expect(order(queue).prefix(2) == [0, job], "turn \(turn)")
        }
        #expect(queue.count == 6)
    }

    @Test func `a new job stands behind those that were moved`() {
        var queue = queue()
        for _ in 0..<100 { queue.move(ids[4], toPosition: 2); queue.move(ids[3], toPosition: 2) }
        let late = JobID(at: 1_764_000_000_006)
        queue.put(place(late, 0))
        #expect(queue.position(of: late) == 7)
    }
}
