/// The stages of a stop, with a clock moved by hand.
import JobDirectory
import JobProcesses
import Linux
import Testing

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
        #expect(teardown.leftBehind(at: at(1)) == nil)
        #expect(teardown.stage == .signal)
        #expect(teardown.deadline == at(30))
    }

    @Test func `what main leaves behind lingers, is told, is killed`() {
        var teardown = Teardown(policy: policy)
        #expect(teardown.leftBehind(at: at(0)) == nil)
        #expect(teardown.stage == .linger)
        #expect(teardown.advance(at: at(5)) == .terminateTree)
        #expect(teardown.advance(at: at(10)) == .killTree)
    }

    @Test func `a stop of what lingers begins with the tree: there is no main to ask`() {
        var teardown = Teardown(policy: policy)
        _ = teardown.leftBehind(at: at(0))
        #expect(teardown.request(.graceful, at: at(1)) == .terminateTree)
        #expect(teardown.deadline == at(16))
    }

    @Test func `without linger time nothing lingers`() {
        var teardown = Teardown(policy: StopPolicy(linger: 0))
        #expect(teardown.leftBehind(at: at(0)) == .terminateTree)
    }

    /// Its children save what they have: a second Ctrl-C in the page must not cut them short.
    @Test func `asking again after main's end changes nothing either`() {
        var teardown = Teardown(policy: policy)
        _ = teardown.request(.graceful, at: at(0))
        teardown.mainEnded()
        #expect(teardown.request(.graceful, at: at(2)) == nil)
        #expect(teardown.leftBehind(at: at(3)) == nil)
        #expect(teardown.request(.graceful, at: at(4)) == nil)
        #expect(teardown.stage == .signal)
        #expect(teardown.deadline == at(30))
        #expect(teardown.request(.terminate, at: at(5)) == .terminateTree)
    }

    @Test func `asking again where there is no first signal is no more either`() {
        var teardown = Teardown(policy: StopPolicy(signal: .none, terminateGrace: 15_000))
        #expect(teardown.request(.graceful, at: at(0)) == .terminateTree)
        #expect(teardown.request(.graceful, at: at(10)) == nil)
        #expect(teardown.deadline == at(15))
    }

    @Test func `without main a graceful stop begins with the tree, although nothing lingers yet`() {
        var teardown = Teardown(policy: policy)
        teardown.mainEnded()
        #expect(teardown.request(.graceful, at: at(0)) == .terminateTree)
    }

    @Test func `what may stay has no clock`() {
        var teardown = Teardown(policy: StopPolicy(leftovers: .wait))
        #expect(teardown.leftBehind(at: at(0)) == nil)
        #expect(teardown.deadline == nil)
    }

    @Test(
        arguments: [
            (.running, true, nil), (.linger, false, 105), (.signal, true, 130), (.terminate, true, 115),
            (.terminate, false, 105), (.kill, true, nil),
        ] as [(StopStage, Bool, Int64?)])
    func `whoever takes over goes on by the same clock`(stage: StopStage, isStop: Bool, deadline: Int64?) {
        let teardown = Teardown(policy: policy, at: stage, since: at(100), isStop: isStop)
        #expect(teardown.stage == stage)
        #expect(teardown.deadline == deadline.map(at))
    }

    @Test func `a stage whose time ran out before the takeover is over at once`() {
        var teardown = Teardown(policy: policy, at: .signal, since: at(0), isStop: true)
        #expect(teardown.request(.graceful, at: at(100)) == nil, "no second Ctrl-C")
        #expect(teardown.advance(at: at(100)) == .terminateTree)
        #expect(teardown.deadline == at(115), "those who are only now told get their grace")
    }

    @Test func `who lingered before the takeover gets SIGTERM, and no Ctrl-C for a graceful stop`() {
        var teardown = Teardown(policy: policy, at: .linger, since: at(0), isStop: false)
        #expect(teardown.request(.graceful, at: at(1)) == .terminateTree)
    }
}
