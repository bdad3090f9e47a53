/// SIGKILL until the kernel says that no descendant is left (supervision.md section 3), a round at a time.
internal import Glibc
internal import JobDirectory
internal import Linux

/// It ends because what a descendant starts is a descendant, orphans come to us, SIGKILL can't be caught, and
/// a process that was forked meanwhile is seen in a later round.
struct TreeKill {
    enum Outcome: Equatable {
        /// ECHILD: the proof that the tree is gone.
        case gone
        case again(after: Duration)
    }

    /// After this long something must be in an uninterruptible sleep.
    static let patience = Duration.seconds(10)
    private static let eagerRounds = 200

    private let begin: Instant
    private(set) var rounds = 0

    init(at begin: Instant) {
        self.begin = begin
    }

    /// The waiter is spared: it ends by itself when main is dead and its end is on the disk.
    mutating func round(on tree: inout ProcessTree) -> Outcome {
        if ChildProcess.reap() == .noChildren { return .gone }
        if rounds == 0 { tree.note(.kill, .tree) }
        var targets: [ProcessIdentity] = []
        if rounds > 1 && rounds % 16 != 0 { targets = children(besides: tree.waiter) }
        if targets.isEmpty { targets = tree.look(at: .kill).map(\.identity) }
        for identity in targets { Signal.kill.send(to: identity) }
        rounds += 1
        return ChildProcess.reap() == .noChildren ? .gone : .again(after: pause(.now))
    }

    func isStuck(at now: Instant) -> Bool { now - begin > Self.patience }

    private func pause(_ now: Instant) -> Duration {
        if isStuck(at: now) { return .seconds(1) }
        return rounds < Self.eagerRounds ? .zero : .milliseconds(min(50, rounds - Self.eagerRounds + 1))
    }

    /// Direct children: orphans come to us, so killing these eats the tree from the top. Cheaper than a full
    /// look.
    private func children(besides waiter: Int32) -> [ProcessIdentity] {
        let me = getpid()
        return (ChildProcess.children() ?? []).compactMap { pid in
            guard pid != waiter, let entry = ProcessTable.entry(of: pid), entry.parent == me, !entry.isDead
            else { return nil }
            return entry.identity
        }
    }
}
