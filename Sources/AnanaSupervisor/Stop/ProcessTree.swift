/// All that descends from this supervisor: who was seen, who is gone, and signals to the right ones.
internal import Glibc
internal import JobDirectory
internal import Linux

/// Complete for those alive at a look, because orphans among our descendants become our children (subreaper).
struct ProcessTree {
    private struct Sighting {
        let entry: ProcessTable.Entry
        let firstSeen: Int64
        var gone: (time: Int64, stage: StopStage)?
    }

    let waiter: Int32
    /// nil while main has not started.
    var main: ProcessIdentity?
    private var sightings: [ProcessIdentity: Sighting] = [:]
    /// Who was sent SIGTERM.
    private var terminated: Set<ProcessIdentity> = []
    private(set) var signals: [Receipt.SentSignal] = []

    init(waiter: Int32) {
        self.waiter = waiter
    }

    /// Looks who lives, the waiter apart, and notes who came and who went.
    @discardableResult
    mutating func look(at stage: StopStage) -> [ProcessTable.Entry] {
        let waiter = waiter
        let living = ProcessTable.descendants(of: [getpid()], in: ProcessTable.snapshot())
            .filter { !$0.isDead && $0.pid != waiter }
        let time = WallClock.milliseconds
        let present = Set(living.map(\.identity))
        for identity in sightings.keys where !present.contains(identity) {
            if sightings[identity]?.gone == nil { sightings[identity]?.gone = (time, stage) }
        }
        for entry in living where sightings[entry.identity] == nil {
            sightings[entry.identity] = Sighting(entry: entry, firstSeen: time)
        }
        return living
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
        for pass in 0..<4 {
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

    /// For the receipt, when all are gone: those who were still there at the last look went at `stage`.
    func processes(goneAt time: Int64, stage: StopStage) -> [Receipt.Process] {
        sightings.values.sorted { $0.entry.identity.start < $1.entry.identity.start }.map { sighting in
            Receipt.Process(
                identity: sighting.entry.identity, parent: sighting.entry.parent,
                command: sighting.entry.command,
                firstSeen: sighting.firstSeen, goneAt: sighting.gone?.time ?? time,
                stage: sighting.gone?.stage ?? stage)
        }
    }
}
