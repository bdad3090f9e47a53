@testable import Jobs
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Retention") struct RetentionRuleTests {
    /// Ended at 1000, 2000, … ms, 10 bytes each; the third is pinned, the fifth runs.
    private var jobs: SortedChunks<JobSummary> {
        var vocabulary = Vocabulary()
        var jobs = SortedChunks<JobSummary>()
        for number in 1...6 as ClosedRange<Int64> {
            let head = HistoryHead(
                id: id(number), state: number == 5 ? "running" : "completed", template: "t", tags: [],
                isPinned: number == 3, startedAt: nil, endedAt: number * 1000, bytes: 10, idempotency: nil, text: "")
            let place = HistoryFile.Place(offset: 0, count: 1)
            if let summary = JobSummary(head, at: place, &vocabulary) { jobs.put(summary) }
        }
        return jobs
    }

    private func id(_ number: Int64) -> JobID {
        // The same at every call: the random part is of no account here.
        JobID(String("0000000000" + "\(number)" + String(repeating: "0", count: 15)).suffix(26).description)
            ?? JobID(at: 0)
    }

    @Test(arguments: [
        (RetentionRule(age: 3000), [1, 2]), (RetentionRule(age: 1), [1, 2, 4, 6]),
        (RetentionRule(count: 2), [1, 2]), (RetentionRule(count: 0), [1, 2, 4, 6]),
        (RetentionRule(bytes: 25), [1, 2]), (RetentionRule(bytes: 40), []),
        (RetentionRule(age: 4500, count: 2), [1, 2]), (RetentionRule(), []),
    ])
    func `the oldest go, and never one that is pinned or runs`(rule: RetentionRule, gone: [Int64]) {
        #expect(rule.victims(among: jobs, now: 6500) == gone.map(id))
    }

    @Test func `jobs go by themselves once there are too many`() throws {
        let fixture = try ControllerFixture(limit: 1)
        fixture.controller.keep(RetentionRule(count: 2))
        let ids = try (0..<5).map { _ in try fixture.submit("exit 0").id }
        var pin = JobChange()
        pin.isPinned = true
        _ = try fixture.controller.change(ids[0], pin)
        try fixture.loop.run(until: "all have ended") { ids.allSatisfy { fixture.table[$0]?.state.isFinal ?? true } }
        // The next look is a minute away; a new rule looks at once.
        try fixture.restart()
        fixture.controller.keep(RetentionRule(count: 2))
        #expect(ids.map { fixture.table[$0] != nil } == [true, false, false, true, true])
        #expect(!FileSystem.exists(fixture.store.results.job(ids[1]).path))
    }
}
