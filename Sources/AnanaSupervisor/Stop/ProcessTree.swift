/// All that descends from this supervisor: who was seen, who is gone, and signals to the right ones.
internal import Glibc
internal import JobDirectory
internal import JobProcesses
internal import Linux

/// Complete for those alive at a look, because orphans among our descendants become our children (subreaper).
struct ProcessTree {
    /// How many may be remembered; of those that are gone the oldest are then only counted.
    private static let memory = 4096
    /// How many may be held on to, for their exit code: each is a descriptor.
    private static let handleLimit = 256

    let waiter: Int32
    /// Where main was born, if a cgroup could be had.
    var group: ControlGroup?
    /// nil while main has not started.
    var main: ProcessIdentity?
    /// Children of ours that are no part of the job.
    var isHelper: (ProcessIdentity) -> Bool = { _ in false }
    /// Who lived at the last look, the waiter apart.
    private(set) var living: [ProcessTable.Entry] = []
    private var sightings: [ProcessIdentity: Sighting] = [:]
    private var commandLines = CommandLines()
    private var openHandles = 0
    private var forgotten = 0
    /// Who was sent SIGTERM.
    private var terminated: Set<ProcessIdentity> = []
    private(set) var signals: [Receipt.SentSignal] = []

    init(waiter: Int32) {
        self.waiter = waiter
    }

    /// All that were ever seen; who lived less than one look was not.
    var seen: Int { sightings.count + forgotten }

    /// The numbers of all that are remembered, and the waiter's.
    var family: Set<Int32> { Set(sightings.keys.map(\.pid)).union([waiter]) }

    /// ECHILD, and nobody left in main's cgroup: the proof that nothing lives on.
    var isGone: Bool {
        ChildProcess.reap(ofThread: true) == .noChildren && !(group?.isPopulated ?? false)
    }

    /// Looks who lives, the waiter apart, and notes who came and who went.
    @discardableResult
    mutating func look(at stage: StopStage) -> [ProcessTable.Entry] {
        let table = ProcessTable.snapshot()
        var found = ProcessTable.descendants(of: [getpid()], in: table)
        if let members = group?.members, !members.isEmpty {
            // Who left our tree but not the cgroup.
            let known = Set(found.map(\.pid))
            let others = Set(members).subtracting(known).subtracting([getpid()])
            if !others.isEmpty { found += table.filter { others.contains($0.pid) } }
        }
        take(found.filter { !$0.isDead && $0.pid != waiter && !isHelper($0.identity) }, at: stage)
        return living
    }

    /// Who has ended and is not reaped: where nobody lives and still `isGone` is false, they are why.
    var unreaped: [ProcessTable.Entry] {
        ProcessTable.descendants(of: [getpid()], in: ProcessTable.snapshot()).filter {
            $0.isDead && $0.pid != waiter && !isHelper($0.identity)
        }
    }

    /// Looks only what became of those that lived at the last look: cheap, and enough while nobody forks.
    mutating func refresh(at stage: StopStage) {
        take(
            living.compactMap { known in
                guard let entry = ProcessTable.entry(of: known.pid), entry.identity == known.identity,
                    !entry.isDead
                else { return nil }
                return entry
            }, at: stage)
    }

    /// Once to main's process group, then SIGCONT: what was stopped must get to see it.
    mutating func signalGroup(_ signal: Signal, at stage: StopStage) {
        guard let main else { return }
        let members = look(at: stage).filter { $0.group == main.pid }
        note(signal, .group)
        note(.continue, .group)
        // While main is there, even as a zombie, its number can name no other group.
        if ProcessTable.identity(of: main.pid) == main {
            signal.send(toGroup: main.pid)
            Signal.continue.send(toGroup: main.pid)
        } else {
            for member in members {
                signal.send(to: member.identity)
                Signal.continue.send(to: member.identity)
            }
        }
    }

    /// SIGTERM and SIGCONT, once to each process however often this is called; those that come while it goes
    /// on get theirs too.
    mutating func terminate(at stage: StopStage) {
        for pass in 0..<2 {
            let fresh = look(at: stage).filter { !terminated.contains($0.identity) }
            if fresh.isEmpty { break }
            if pass == 0 {
                note(.terminate, .tree)
                note(.continue, .tree)
            }
            for entry in fresh {
                terminated.insert(entry.identity)
                Signal.terminate.send(to: entry.identity)
                Signal.continue.send(to: entry.identity)
            }
        }
    }

    mutating func note(_ signal: Signal, _ scope: Receipt.SentSignal.Scope) {
        signals.append(.init(number: signal.number, scope: scope, time: WallClock.milliseconds))
    }

    /// The stage in which we last sent main this signal, until `time`; nil where we did not.
    func stage(ofSignal number: Int32, until time: Int64) -> StopStage? {
        guard let sent = signals.last(where: { $0.number == number && $0.time <= time }) else { return nil }
        if sent.scope == .group { return .signal }
        return number == Signal.kill.number ? .kill : .terminate
    }

    /// For the receipt, when all are gone: those who were still there at the last look went at `stage`.
    mutating func processes(
        goneAt time: Int64, stage: StopStage, main outcome: MainOutcome?
    ) -> [Receipt.Process] {
        take([], at: stage)
        let start = StartTime()
        return sightings.values.sorted { $0.entry.identity.start < $1.entry.identity.start }.map { sighting in
            Receipt.Process(
                identity: sighting.entry.identity, parent: sighting.entry.parent,
                command: sighting.command, startedAt: start?.milliseconds(of: sighting.entry.identity),
                firstSeen: sighting.firstSeen, goneAt: min(time, sighting.gone?.time ?? time), stage: sighting.gone?.stage ?? stage,
                outcome: sighting.entry.identity == main ? outcome : sighting.outcome)
        }
    }

    private mutating func take(_ present: [ProcessTable.Entry], at stage: StopStage) {
        let time = WallClock.milliseconds
        let identities = Set(present.map(\.identity))
        for (identity, var sighting) in sightings where sighting.isOpen && !identities.contains(identity) {
            sighting.gone = sighting.gone ?? (time, stage)
            if let status = sighting.handle?.exitStatus {
                sighting.outcome = MainOutcome(waitStatus: status.raw)
                sighting.handle = nil
                openHandles -= 1
            }
            sightings[identity] = sighting
        }
        for entry in present {
            if let known = sightings[entry.identity] {
                // It has become another program since (execve(2)).
                let isOther = known.entry.command != entry.command
                if isOther || !known.isSettled { sightings[entry.identity] = again(known, entry, at: stage) }
            } else {
                sightings[entry.identity] = sight(entry, at: time, stage)
            }
        }
        living = present
        if sightings.count > Self.memory { forget() }
    }

    /// In the kill loop there is no time to hold on to anybody.
    private mutating func sight(_ entry: ProcessTable.Entry, at time: Int64, _ stage: StopStage) -> Sighting {
        let handle =
            stage < .kill && openHandles < Self.handleLimit && entry.identity != main
            ? ProcessHandle(entry.identity) : nil
        if handle != nil { openHandles += 1 }
        return Sighting(
            entry: entry, command: command(of: entry, at: stage), firstSeen: time, handle: handle)
    }

    private mutating func again(
        _ known: Sighting, _ entry: ProcessTable.Entry, at stage: StopStage
    ) -> Sighting {
        var sighting = known
        sighting.isSettled = true
        if stage < .kill { sighting.command = command(of: entry, at: stage) }
        sighting.entry = entry
        return sighting
    }

    /// What SIGKILL does not end may hang in the kernel, and who asked it for its arguments with it.
    private mutating func command(of entry: ProcessTable.Entry, at stage: StopStage) -> String {
        stage < .kill ? commandLines.line(of: entry) : entry.command
    }

    private mutating func forget() {
        let gone = sightings.values.filter { $0.gone != nil && $0.entry.identity != main }
            .sorted { $0.gone?.time ?? 0 < $1.gone?.time ?? 0 }
        for sighting in gone.prefix(Self.memory / 2) {
            if sighting.handle != nil { openHandles -= 1 }
            sightings[sighting.entry.identity] = nil
            forgotten += 1
        }
    }
}
