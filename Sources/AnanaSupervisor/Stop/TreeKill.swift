/// SIGKILL until the kernel says that no descendant is left (supervision.md section 3), a round at a time.
internal import Glibc
internal import JobDirectory
internal import JobProcesses
internal import Linux

/// It ends because what a descendant starts is a descendant, orphans come to us, SIGKILL can't be caught, and
/// a process that was forked meanwhile is seen in a later round.
struct TreeKill {
    enum Outcome: Equatable {
        /// ECHILD: the proof that the tree is gone.
        case gone
        case again(after: Duration)
    }

    private static let eagerRounds = 200
    /// So many rounds, a millisecond each, the kernel gets to kill a cgroup by itself.
    private static let groupRounds = 20

    private let begin: Instant
    private(set) var rounds = 0
    private(set) var usedGroup = false

    init(at begin: Instant) {
        self.begin = begin
    }

    /// The waiter is spared: it ends by itself when main is dead and its end is on the disk.
    mutating func round(on tree: inout ProcessTree) -> Outcome {
        if tree.isGone { return .gone }
        if rounds == 0 {
            tree.note(.kill, .tree)
            tree.look(at: .kill)
        }
        defer { rounds += 1 }
        if killGroup(of: tree), rounds < Self.groupRounds {
            return tree.isGone ? .gone : .again(after: .milliseconds(1))
        }
        if rounds <= 1 || rounds % 16 == 0 || !killChildren(besides: tree.waiter) {
            for entry in tree.look(at: .kill) { Signal.kill.send(to: entry.identity) }
        }
        return tree.isGone ? .gone : .again(after: pause(.now))
    }

    func isStuck(at now: Instant) -> Bool { now - begin > StuckProcess.patience }

    private func pause(_ now: Instant) -> Duration {
        if isStuck(at: now) { return .seconds(1) }
        return rounds < Self.eagerRounds ? .zero : .milliseconds(min(50, rounds - Self.eagerRounds + 1))
    }

    /// False where there is no cgroup, or where the waiter could not leave it again.
    private mutating func killGroup(of tree: ProcessTree) -> Bool {
        guard let group = tree.group, !group.members.contains(tree.waiter), group.kill() else { return false }
        usedGroup = true
        return true
    }

    /// Direct children: orphans come to us, so killing these eats the tree from the top. Cheaper than a full
    /// look. False where there was none to kill.
    private func killChildren(besides waiter: Int32) -> Bool {
        var hasKilled = false
        for pid in ChildProcess.children() ?? [] where pid != waiter {
            if Signal.kill.send(toChild: pid) { hasKilled = true }
        }
        return hasKilled
    }
}
