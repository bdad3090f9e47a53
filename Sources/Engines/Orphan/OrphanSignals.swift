/// Signals to a tree whose supervisor died: each to the process that is meant, none to its successor.
internal import JobDirectory
internal import Linux

struct OrphanSignals {
    private let main: ProcessIdentity?
    private var interrupted: Set<ProcessIdentity> = []
    private var stages: [Int32: StopStage] = [:]
    private(set) var sent: [Receipt.SentSignal] = []
    private(set) var usedGroup = false

    init(main: ProcessIdentity?) {
        self.main = main
    }

    /// In which stage we sent it; nil where we did not.
    func stage(ofSignal number: Int32) -> StopStage? { stages[number] }

    /// Once to each member of main's process group. One by one: a group's number, unlike a process, can't be
    /// held.
    mutating func signalGroup(_ signal: Signal, at stage: StopStage, in tree: inout OrphanedTree) {
        guard let main else { return }
        note(signal, .group, stage)
        // Who is forked between two looks has not got it from its parent.
        for _ in 0..<3 {
            let fresh = tree.look(at: stage).filter {
                $0.group == main.pid && !interrupted.contains($0.identity)
            }
            if fresh.isEmpty { return }
            for entry in fresh {
                interrupted.insert(entry.identity)
                signal.send(to: entry.identity)
                Signal.continue.send(to: entry.identity)
            }
        }
    }

    mutating func terminate(at stage: StopStage, in tree: inout OrphanedTree) {
        note(.terminate, .tree, stage)
        for entry in tree.look(at: stage) {
            Signal.terminate.send(to: entry.identity)
            Signal.continue.send(to: entry.identity)
        }
    }

    mutating func kill(_ members: [ProcessTable.Entry], _ group: ControlGroup?, waiter: Int32?) {
        if stages[Signal.kill.number] == nil { note(.kill, .tree, .kill) }
        // A waiter that could not leave the group would die unheard.
        if let group, waiter.map({ !group.members.contains($0) }) ?? false, group.kill() { usedGroup = true }
        for entry in members { Signal.kill.send(to: entry.identity) }
    }

    func killWaiter(_ waiter: ProcessIdentity?) {
        if let waiter { Signal.kill.send(to: waiter) }
    }

    private mutating func note(_ signal: Signal, _ scope: Receipt.SentSignal.Scope, _ stage: StopStage) {
        stages[signal.number] = stage
        sent.append(Receipt.SentSignal(number: signal.number, scope: scope, time: WallClock.milliseconds))
    }
}
