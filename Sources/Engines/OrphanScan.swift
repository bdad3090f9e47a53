/// Ends what is left of a tree whose supervisor died: found by marks in the environment, session and descent.
internal import JobDirectory
internal import Linux

/// Confined to the control loop. Nothing is left when two scans 100 ms apart find nothing (supervision.md section 8).
final class OrphanScan {
    private let loop: EventLoop
    private let marks: Set<String>
    private let processes: ProcessRecord?
    private let done: (_ found: Bool) -> Void
    private var emptyScans = 0
    private var round = 0
    private var foundAny = false

    /// - Parameter done: called once nothing is left, with whether there was anything.
    init(
        loop: EventLoop, job: JobID, nonce: String?, processes: ProcessRecord?,
        done: @escaping (_ found: Bool) -> Void
    ) {
        self.loop = loop
        self.processes = processes
        self.done = done
        marks = nonce.map { ["ANANA_JOB_ID=\(job)", "ANANA_NONCE=\($0)"] } ?? []
    }

    func begin() {
        scan()
    }

    private func scan() {
        let entries = ProcessTable.snapshot()
        let members = members(of: entries)
        for member in members { Signal.kill.send(to: member.identity) }
        while case .ended = ChildProcess.reap() {}
        emptyScans = members.isEmpty ? emptyScans + 1 : 0
        foundAny = foundAny || !members.isEmpty
        round += 1
        if emptyScans == 2 { return done(foundAny) }
        loop.after(pause(afterEmpty: members.isEmpty)) { [self] in scan() }
    }

    /// Between two empty scans; else short at first, and once a second for what does not die (state D).
    private func pause(afterEmpty: Bool) -> Duration {
        if afterEmpty { return .milliseconds(100) }
        return round < 200 ? .milliseconds(2) : .seconds(1)
    }

    private func members(of entries: [ProcessTable.Entry]) -> [ProcessTable.Entry] {
        var roots: Set<Int32> = []
        for entry in entries where !entry.isDead && isOurs(entry) { roots.insert(entry.pid) }
        let below = ProcessTable.descendants(of: roots, in: entries)
        return entries.filter { roots.contains($0.pid) } + below.filter { !$0.isDead }
    }

    private func isOurs(_ entry: ProcessTable.Entry) -> Bool {
        if let processes {
            if processes.waiter.pid == entry.pid && processes.waiter.start == entry.identity.start { return true }
            let main = processes.main
            // A session keeps its number while it has a member: nobody else's can have main's number until then.
            if entry.session == main.pid && entry.identity.start >= main.start { return true }
        }
        guard !marks.isEmpty, let environment = ProcessTable.environment(of: entry.pid) else { return false }
        return marks.isSubset(of: environment)
    }
}
