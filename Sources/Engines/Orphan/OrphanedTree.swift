/// Who belongs to a tree whose supervisor died: by environment, session, cgroup, FIFO and descent.
internal import JobDirectory
internal import JobProcesses
internal import Linux

/// A look is never complete for certain: nothing is left when two looks 100 ms apart find nothing
/// (supervision.md section 8).
struct OrphanedTree {
    private struct Sighting {
        /// As it was last seen to be another program.
        var entry: ProcessTable.Entry
        var command: String
        /// Milliseconds since 1970.
        let firstSeen: Int64
        var gone: (time: Int64, stage: StopStage)?
    }

    private let marks: Set<String>
    private let processes: ProcessRecord?
    /// Without links, as the kernel names it; nil where there is none.
    private let fifo: String?
    private let folder: String
    let group: ControlGroup?
    /// Who was of the tree once stays so, wherever it moves.
    private var sightings: [ProcessIdentity: Sighting] = [:]
    private var commandLines = CommandLines()

    /// `group`: where main was born, or may have been; nil: in none of its own.
    init(
        job: JobID, nonce: String?, processes: ProcessRecord?, attempt: AttemptDirectory, group: ControlGroup?
    ) {
        self.processes = processes
        // One that can't be looked at tells us of nobody; the other marks are left.
        fifo = try? FileSystem.canonical(attempt.fifo)
        folder = attempt.path
        marks = nonce.map { ["ANANA_JOB_ID=\(job)", "ANANA_NONCE=\($0)"] } ?? []
        self.group = group
    }

    var hasSeenAny: Bool { !sightings.isEmpty }
    var seen: Int { sightings.count }
    /// The numbers of all that were seen, and the waiter's.
    var family: Set<Int32> {
        Set(sightings.keys.map(\.pid)).union(processes.map { [$0.waiter.pid] } ?? [])
    }

    var isWaiterAlive: Bool {
        guard let waiter = processes?.waiter, let entry = ProcessTable.entry(of: waiter.pid) else {
            return false
        }
        return entry.identity == waiter && !entry.isDead
    }

    /// Those that live now; the waiter is not among them. `isThorough`: asks each process of the machine for
    /// its environment and its open files, which is dear; else only who descends from somebody known is found.
    mutating func look(at stage: StopStage, isThorough: Bool = true) -> [ProcessTable.Entry] {
        let members = members(in: ProcessTable.snapshot(), isThorough)
        let now = WallClock.milliseconds
        let living = Set(members.map(\.identity))
        for member in members { note(member, at: now, stage) }
        for (identity, sighting) in sightings where sighting.gone == nil && !living.contains(identity) {
            sightings[identity]?.gone = (now, stage)
        }
        return members
    }

    /// For the receipt, when all are gone.
    func receipt(goneAt: Int64, stage: StopStage, main: MainOutcome) -> [Receipt.Process] {
        let start = StartTime()
        return sightings.values.sorted { ($0.firstSeen, $0.entry.pid) < ($1.firstSeen, $1.entry.pid) }.map {
            sighting in
            let entry = sighting.entry
            let isMain = entry.identity == processes?.main
            return Receipt.Process(
                identity: entry.identity, parent: entry.parent, command: sighting.command,
                startedAt: start?.milliseconds(of: entry.identity), firstSeen: sighting.firstSeen,
                goneAt: sighting.gone?.time ?? goneAt,
                stage: sighting.gone?.stage ?? stage, outcome: isMain && main != .unknown ? main : nil)
        }
    }

    private mutating func note(_ member: ProcessTable.Entry, at now: Int64, _ stage: StopStage) {
        let known = sightings[member.identity]
        // It has become another program since (execve(2)).
        guard known == nil || known?.entry.command != member.command else { return }
        // What SIGKILL does not end may hang in the kernel, and who asked it for its arguments with it.
        let command = stage < .kill ? commandLines.line(of: member) : known?.command ?? member.command
        var sighting = known ?? Sighting(entry: member, command: command, firstSeen: now)
        (sighting.entry, sighting.command) = (member, command)
        sightings[member.identity] = sighting
    }

    private func members(
        in entries: [ProcessTable.Entry], _ isThorough: Bool
    ) -> [ProcessTable.Entry] {
        let session = session(in: entries)
        let grouped = Set(group?.members ?? [])
        var roots: Set<Int32> = []
        for entry in entries where !entry.isDead && isOurs(entry, session, grouped, isThorough) {
            roots.insert(entry.pid)
        }
        let below = ProcessTable.descendants(of: roots, in: entries)
        return (entries.filter { roots.contains($0.pid) } + below).filter {
            !$0.isDead && $0.identity != processes?.waiter
        }
    }

    /// Main's session; nil where it is known to be over. A session keeps its number while it has a member, so
    /// nobody else can have main's number until then; where somebody has it, the session has no member left.
    private func session(in entries: [ProcessTable.Entry]) -> ProcessIdentity? {
        guard let main = processes?.main else { return nil }
        let holder = entries.first { $0.pid == main.pid }
        return holder == nil || holder?.identity == main ? main : nil
    }

    private func isOurs(
        _ entry: ProcessTable.Entry, _ session: ProcessIdentity?, _ grouped: Set<Int32>, _ isThorough: Bool
    ) -> Bool {
        if entry.pid == ProcessTable.ownPID { return false }
        if entry.identity == processes?.waiter { return true }
        if sightings[entry.identity] != nil || grouped.contains(entry.pid) { return true }
        if let session, entry.session == session.pid, entry.identity.start >= session.start { return true }
        guard isThorough else { return false }
        if processes == nil, isUnrecorded(entry) { return true }
        if let fifo, ProcessTable.hasOpen(fifo, pid: entry.pid) { return true }
        guard !marks.isEmpty, let environment = ProcessTable.environment(of: entry.pid) else { return false }
        return marks.isSubset(of: environment)
    }

    /// A waiter that pids.json does not tell of, perhaps not past its first instruction: it would start main
    /// yet.
    private func isUnrecorded(_ entry: ProcessTable.Entry) -> Bool {
        let words = ProcessTable.arguments(of: entry.pid)
        guard let name = words.first, ["anana-supervisor", "anana-waiter"].contains(name) else {
            return false
        }
        return words.contains(folder)
    }
}
