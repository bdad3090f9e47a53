/// When an attempt is followed by another, and when.
import JobDirectory
import Testing

@testable import Jobs

@Suite("RetryPolicy") struct RetryPolicyTests {
    private func result(_ main: MainOutcome, loss: ExitRecord.Loss? = nil) -> JobResult {
        JobResult(
            ExitRecord(
                author: .supervisor, main: main, startedAt: 1, endedAt: 900, goneAt: 1000, stop: nil,
                stage: .running,
                log: LogCounts(), loss: loss))
    }

    @Test(arguments: [
        (["exit_code"], [Int32](), true, false), (["lost"], [], false, true), (["reboot"], [], false, true),
        (["supervisor_lost"], [], false, false), (["signal"], [], false, false), ([], [75], true, false),
        ([], [76], false, false),
    ])
    func `covers the causes that it names`(causes: [String], codes: [Int32], code75: Bool, reboot: Bool) {
        let policy = RetryPolicy(count: 1, backoff: 10, causes: causes, exitCodes: codes)
        #expect((policy.nextStart(after: 1, result(.exit(code: 75))) != nil) == code75)
        #expect((policy.nextStart(after: 1, result(.unknown, loss: .reboot)) != nil) == reboot)
        #expect(policy.nextStart(after: 1, result(.exit(code: 0))) == nil)
    }

    @Test func `the pause counts from when the tree was gone, doubles, and ends with the last attempt`() {
        let policy = RetryPolicy(count: 3, backoff: 10, causes: ["exit_code"])
        let starts = (1...4).map { policy.nextStart(after: $0, result(.exit(code: 1))) }
        #expect(starts == [1010, 1020, 1040, nil])
    }

    @Test func `no pause grows beyond an hour, but one that is written longer stays so`() {
        #expect(RetryPolicy(count: 100, backoff: 60_000).pause(after: 99) == RetryPolicy.longestPause)
        #expect(RetryPolicy(count: 100, backoff: 86_400_000).pause(after: 1) == 86_400_000)
        #expect(RetryPolicy(count: 100, backoff: 86_400_000).pause(after: 50) == 86_400_000)
    }

    @Test func `nobody tries again who was not told to`() {
        #expect(RetryPolicy.none.nextStart(after: 1, result(.exit(code: 1))) == nil)
    }
}
