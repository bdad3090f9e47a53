/// Ends what is left of a tree whose supervisor died: found by marks in the environment, session and descent.
internal import JobDirectory
internal import Linux

/// Confined to the control loop. Nothing is left when two scans 100 ms apart find nothing (supervision.md
/// section 8).
final class OrphanScan {
    /// How long the waiter may take, once main is gone, to write down how it ended.
    private static let waiterGrace = Duration.seconds(2)

    private let loop: EventLoop
    private let began: Instant
    private let marks: Set<String>
    private let processes: ProcessRecord?
    /// Without links, as the kernel names it; nil where there is none.
    private let fifo: String?
    private let done: (_ found: Bool) -> Void
    private var emptyScans = 0
    private var round = 0
    private var foundAny = false

    /// - Parameter done: called once nothing is left, with whether there was anything.
    init(
        loop: EventLoop, job: JobID, nonce: String?, processes: ProcessRecord?, fifo: String,
        done: @escaping (_ found: Bool) -> Void
    ) {
        self.loop = loop
        began = loop.now
        self.processes = processes
        self.done = done
        // One that can't be looked at tells us of nobody; the other marks are left.
        self.fifo = try? FileSystem.canonical(fifo)
        marks = nonce.map { ["ANANA_JOB_ID=\(job)", "ANANA_NONCE=\($0)"] } ?? []
    }

    func begin() {
        scan()
    }

    private func scan() {
        let members = members(of: ProcessTable.snapshot())
        for member in members where !mayEndByItself(member.identity) { Signal.kill.send(to: member.identity) }
        emptyScans = members.isEmpty ? emptyScans + 1 : 0
        foundAny = foundAny || !members.isEmpty
        round += 1
        if emptyScans == 2 { return done(foundAny) }
        loop.after(pause(afterEmpty: members.isEmpty)) { [self] in scan() }
    }

    /// The waiter ends when main is gone, and is the only one who can say how main ended.
    private func mayEndByItself(_ process: ProcessIdentity) -> Bool {
        process == processes?.waiter && loop.now < began + Self.waiterGrace
    }

    /// Between two empty scans; else short at first, and once a second for what does not die (state D).
    private func pause(afterEmpty: Bool) -> Duration {
        if afterEmpty { return .milliseconds(100) }
        return round < 200 ? .milliseconds(2) : .seconds(1)
    }

    private func members(of entries: [ProcessTable.Entry]) -> [ProcessTable.Entry] {
        let session = session(in: entries)
        var roots: Set<Int32> = []
        for entry in entries where !entry.isDead && isOurs(entry, session) { roots.insert(entry.pid) }
        let below = ProcessTable.descendants(of: roots, in: entries)
        return entries.filter { roots.contains($0.pid) } + below.filter { !$0.isDead }
    }

    /// Main's session; nil where it is known to be over. A session keeps its number while it has a member, so
    /// nobody else can have main's number until then; where somebody has it, the session has no member left.
    private func session(in entries: [ProcessTable.Entry]) -> ProcessIdentity? {
        guard let main = processes?.main else { return nil }
        let holder = entries.first { $0.pid == main.pid }
        return holder == nil || holder?.identity == main ? main : nil
    }

    private func isOurs(_ entry: ProcessTable.Entry, _ session: ProcessIdentity?) -> Bool {
        if entry.identity == processes?.waiter { return true }
        if let session, entry.session == session.pid, entry.identity.start >= session.start { return true }
        if entry.pid == ProcessTable.ownPID { return false }
        if let fifo, ProcessTable.hasOpen(fifo, pid: entry.pid) { return true }
        guard !marks.isEmpty, let environment = ProcessTable.environment(of: entry.pid) else { return false }
        return marks.isSubset(of: environment)
    }
}
