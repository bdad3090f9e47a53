@testable import Jobs
import JSON
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("JobQuery") struct JobQueryTests {
    let folder: TemporaryDirectory
    let table: JobTable
    /// 40 jobs; the even ones have ended and lie in the history, the odd ones are queued.
    let ids: [JobID]

    init() throws {
        folder = try TemporaryDirectory()
        let history = try HistoryFile(folder.path + "/history.jsonl")
        table = JobTable(history: history)
        ids = (0..<40 as Range<Int64>).map { JobID(at: 1_764_000_000_000 + $0 * 1000) }
        for (number, id) in ids.enumerated() {
            let labels = JobLabels(tags: number % 3 == 0 ? ["third", "x\(number)"] : [], note: "Note \(number)")
            let record = JobRecord(
                id: id, template: number < 20 ? "train" : "eval", name: "Job \(number)", parameters: [:],
                environment: [:], flavor: "cpu", command: ["python3", "--lr", "0.\(number)"], stop: StopPolicy(),
                createdAt: id.milliseconds, labels: labels)
            var job = Job(record)
            guard number % 2 == 0 else {
                table.put(job)
                continue
            }
            // The later a job was made, the earlier it ended.
            let end = 1_764_000_100_000 - Int64(number) * 1000
            let exit = ExitRecord(
                author: .supervisor, main: .exit(code: number % 4 == 0 ? 0 : 1), startedAt: end - Int64(number % 8),
                endedAt: end, goneAt: end, stop: nil, stage: .running, log: LogCounts())
            try job.apply(.launch, at: end)
            try job.apply(.ended(JobResult(exit)), at: end)
            let line = job.historyRecord([.init(number: 1, wasLaunched: true, processes: nil, exit: exit)])
            table.put(finished: job, line.head, at: try history.append(line.line()))
        }
    }

    /// The numbers of all jobs that a query finds, page by page.
    private func found(_ query: JobQuery, limit: Int = 7) -> [Int] {
        var (seen, cursor) = ([Int](), JobCursor?.none)
        while true {
            let page = table.page(query, limit: limit, cursor: cursor)
            seen += page.jobs.compactMap { job in ids.firstIndex(of: job.id) }
            guard let next = page.next, seen.count < 200 else { return seen }
            // As a client gives it back.
            cursor = JobCursor(next.description)
        }
    }

    private func query(_ body: (inout JobQuery) -> Void) -> JobQuery {
        var query = JobQuery()
        body(&query)
        return query
    }

    @Test func `jobs of the history and those in memory are one list`() {
        #expect(found(JobQuery()) == Array((0..<40).reversed()))
        #expect(found(query { $0.isAscending = true }) == Array(0..<40))
    }

    @Test func `filters narrow each other down`() {
        #expect(found(JobQuery(states: [.failed])) == stride(from: 38, to: 0, by: -4).map { $0 })
        #expect(found(query { $0.templates = ["eval"] }).count == 20)
        #expect(found(query { $0.tags = ["third"] }) == stride(from: 39, through: 0, by: -3).map { $0 })
        #expect(found(query { $0.tags = ["third", "x9"] }) == [9])
        #expect(found(query { ($0.states, $0.templates) = ([.completed], ["eval"]) }) == [36, 32, 28, 24, 20])
        #expect(found(query { $0.createdFrom = ids[37].milliseconds }) == [39, 38, 37])
        #expect(found(query { $0.createdBefore = ids[2].milliseconds }) == [1, 0])
    }

    @Test(arguments: [("job 31", [31]), ("NOTE 4 0.4 train", [4]), ("python3 --lr", Array((0..<40).reversed())),
        ("nothing", []), ("x39", [39]), ("--LR 0.12", [12])])
    func `a text must have all words somewhere, in whatever case`(text: String, numbers: [Int]) {
        let found = found(query { $0.text = text })
        #expect(numbers.allSatisfy { found.contains($0) })
        if numbers.count < 2 { #expect(found.count <= 11) } else { #expect(found == numbers) }
    }

    @Test func `a job is found by the beginning and by the end of its id`() {
        let name = ids[31].text
        #expect(found(query { $0.text = name }) == [31])
        #expect(found(query { $0.text = String(name.suffix(6)) }) == [31])
        #expect(found(query { $0.text = "note " + name.prefix(10).uppercased() }) == [31])
        #expect(found(query { $0.text = String(name.suffix(10).dropLast(2)) }) == [])
    }

    @Test func `what no job has is found in none, whatever else is asked`() {
        #expect(found(query { $0.tags = ["none"] }) == [])
        #expect(found(query { $0.tags = ["third", "none"] }) == [])
        #expect(found(query { $0.templates = ["none"] }) == [])
        #expect(found(query { $0.templates = ["none", "eval"] }).count == 20)
        #expect(table.counts(query { $0.text = "nowhere" }) == [:])
    }

    @Test func `a changed job is found by its new words, not by its old ones`() throws {
        var job = try #require(table[ids[31]])
        job.meta.name = "renamed"
        table.put(job)
        #expect(found(query { $0.text = "renamed" }) == [31])
        // No id holds an `o`.
        #expect(!found(query { $0.text = "job" }).contains(31))
    }

    @Test(arguments: [1, 3, 7, 100])
    func `sorted by end, those that have none count as the last`(limit: Int) {
        let order = found(query { ($0.key, $0.isAscending) = (.ended, true) }, limit: limit)
        #expect(order.prefix(20).map { $0 } == stride(from: 38, through: 0, by: -2).map { $0 })
        #expect(Set(order.suffix(20)) == Set(stride(from: 1, to: 40, by: 2)))
        let back = found(query { $0.key = .ended }, limit: limit)
        #expect(back == order.reversed())
    }

    @Test func `sorted by duration`() {
        let order = found(query { ($0.key, $0.isAscending, $0.states) = (.duration, true, [.completed, .failed]) })
        #expect(order.map { $0 % 8 } == order.map { $0 % 8 }.sorted())
        #expect(order.count == 20)
    }

    @Test func `pages stay whole while jobs come and go`() throws {
        var query = JobQuery()
        for key in [JobQuery.Key.created, .ended, .duration] {
            query.key = key
            let first = table.page(query, limit: 10)
            let rest = table.page(query, limit: 100, cursor: first.next).jobs.map(\.id)
            let late = JobID(at: 1_764_000_900_000 + Int64(rest.count))
            table.put(Job(.sample(late)))
            let again = table.page(query, limit: 100, cursor: first.next).jobs.map(\.id)
            #expect(again.filter { $0 != late } == rest)
            table.remove(late)
        }
    }

    @Test func `a page whose first job was deleted begins with the next`() {
        let first = table.page(JobQuery(), limit: 10)
        table.remove(ids[29])
        #expect(table.page(JobQuery(), limit: 1, cursor: first.next).jobs.first?.id == ids[28])
    }

    @Test func `counts are of all that the other filters let through`() {
        #expect(table.counts() == [.queued: 20, .completed: 10, .failed: 10])
        #expect(table.counts(query { ($0.states, $0.templates) = ([.queued], ["train"]) })
            == [.queued: 10, .completed: 5, .failed: 5])
    }
}
