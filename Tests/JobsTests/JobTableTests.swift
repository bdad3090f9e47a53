import JobDirectory
import Jobs
import Testing

@Suite("JobTable") struct JobTableTests {
    private let ids = (1...5 as ClosedRange<Int64>).map { JobID(at: $0 * 1000) }

    private func table(_ order: [Int] = [0, 1, 2, 3, 4]) -> JobTable {
        let table = JobTable()
        for index in order { table.put(Job(.sample(ids[index]))) }
        return table
    }

    @Test(arguments: [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
    func `jobs are listed newest first, whatever the order in which they came`(order: [Int]) {
        let page = table(order).page(limit: 10)
        #expect(page.jobs.map(\.id) == ids.reversed())
        #expect(page.next == nil)
    }

    @Test(arguments: 1...6)
    func `pages follow each other without gap and without double`(limit: Int) {
        let table = table()
        var seen: [JobID] = []
        var cursor: JobCursor?
        repeat {
            let page = table.page(limit: limit, cursor: cursor)
            #expect(page.jobs.count <= limit)
            seen += page.jobs.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(seen == ids.reversed())
    }

    @Test func `a page holds only the states that are wanted, and ends where no more come`() throws {
        let table = table()
        for index in [1, 3] {
            var job = try #require(table[ids[index]])
            try job.apply(.launch, at: 1)
            table.put(job)
        }
        let first = table.page(JobQuery(states: [.launching]), limit: 1)
        #expect(first.jobs.map(\.id) == [ids[3]])
        #expect(first.next?.description == ids[1].text)
        let second = table.page(JobQuery(states: [.launching]), limit: 1, cursor: first.next)
        #expect(second.jobs.map(\.id) == [ids[1]])
        #expect(second.next == nil)
    }

    @Test func `a cursor need not be a job`() {
        let page = table().page(limit: 10, cursor: JobCursor(JobID(at: 3500).text))
        #expect(page.jobs.map(\.id) == [ids[2], ids[1], ids[0]])
    }

    @Test func `a job that is put again replaces itself`() throws {
        let table = table()
        var job = try #require(table[ids[2]])
        try job.apply(.launch, at: 7)
        table.put(job)
        #expect(table[ids[2]]?.state == .launching)
        #expect(table.page(limit: 10).jobs.count == 5)
        #expect(table[JobID(at: 1)] == nil)
        #expect(table.counts() == [.queued: 4, .launching: 1])
    }
}
