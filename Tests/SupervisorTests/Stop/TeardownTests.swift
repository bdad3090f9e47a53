/// The stages of a stop, with a clock moved by hand.
import JobDirectory
import Linux
import Testing

@testable import AnanaSupervisor

@Suite("Teardown") struct TeardownTests {
    private let policy = StopPolicy(grace: 30_000, terminateGrace: 15_000, linger: 5_000)

    private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    @Test func `a graceful stop goes from the group to the tree to the kill`() {
        var teardown = Teardown(policy: policy)
        #expect(teardown.request(.graceful, at: at(100)) == .signalGroup)
        #expect(teardown.deadline == at(130))
        #expect(teardown.advance(at: at(129)) == nil)
        #expect(teardown.advance(at: at(130)) == .terminateTree)
        #expect(teardown.deadline == at(145))
        #expect(teardown.advance(at: at(145)) == .killTree)
        #expect(teardown.deadline == nil)
    }

    @Test func `asking again changes nothing and restarts no clock`() {
        var teardown = Teardown(policy: policy)
        _ = teardown.request(.graceful, at: at(0))
        #expect(teardown.request(.graceful, at: at(20)) == nil)
        #expect(teardown.deadline == at(30))
    }

    @Test func `a stronger mode goes on at once, a weaker one never goes back`() {
        var teardown = Teardown(policy: policy)
        _ = teardown.request(.graceful, at: at(0))
        #expect(teardown.request(.terminate, at: at(1)) == .terminateTree)
        #expect(teardown.deadline == at(16))
        #expect(teardown.request(.graceful, at: at(2)) == nil)
        #expect(teardown.request(.kill, at: at(3)) == .killTree)
        #expect(teardown.request(.kill, at: at(4)) == nil)
    }

    @Test func `main's end during a stop leaves the tree its grace`() {
        var teardown = Teardown(policy: policy)
        _ = teardown.request(.graceful, at: at(0))
        #expect(teardown.mainEnded(at: at(1)) == nil)
        #expect(teardown.stage == .signal)
        #expect(teardown.deadline == at(30))
    }

    @Test func `what main leaves behind lingers, is told, is killed`() {
        var teardown = Teardown(policy: policy)
        #expect(teardown.mainEnded(at: at(0)) == nil)
        #expect(teardown.stage == .linger)
        #expect(teardown.advance(at: at(5)) == .terminateTree)
        #expect(teardown.advance(at: at(10)) == .killTree)
    }

    @Test func `a stop of what lingers begins with the tree: there is no main to ask`() {
        var teardown = Teardown(policy: policy)
        _ = teardown.mainEnded(at: at(0))
        #expect(teardown.request(.graceful, at: at(1)) == .terminateTree)
        #expect(teardown.deadline == at(16))
    }

    @Test func `without linger time nothing lingers`() {
        var teardown = Teardown(policy: StopPolicy(linger: 0))
        #expect(teardown.mainEnded(at: at(0)) == .terminateTree)
    }

    @Test(arguments: [
        ("100 200 300\n", true), ("100 200 300", false), ("1 2 3\n", false), ("100 200\n", false),
    ])
    func `the waiter's report is one whole line`(text: String, isReport: Bool) {
        let report = WaiterReport(parsing: Array(text.utf8))
        #expect((report != nil) == isReport)
        #expect(report.map { $0.encoded() == Array(text.utf8) } ?? true)
    }
}
