/// Whether the kernel killed something of the job for memory: by its counters, never by a signal alone.
package import JobDirectory
package import Linux

package struct MemoryCounters {
    private static let name = "oom_kill"
    /// Of the whole machine.
    private static let machine = "/proc/vmstat"

    /// As they stood before main started; the one that tells most comes first.
    package let marks: [MemoryMark]
    /// Our own pid where we live in the job's cgroups; nil where another did.
    private let supervisor: Int32?

    /// Reads them as they stand before main starts. `group`: where main will be born.
    package init(group: ControlGroup?, supervisor: Int32) {
        var files: [(String, isOwn: Bool)] = []
        if let group { files.append((group.path + "/memory.events", true)) }
        if let place = ControlGroupPlace.memory {
            files.append((place.path + (place.isUnified ? "/memory.events" : "/memory.oom_control"), false))
        }
        files.append((Self.machine, false))
        // Without a memory controller there is no such file.
        marks = files.compactMap { file, isOwn in
            ControlGroup.counter(Self.name, inFile: file).map {
                MemoryMark(file: file, count: $0, isOwn: isOwn)
            }
        }
        self.supervisor = supervisor
    }

    /// As a supervisor that died had read them.
    package init(of marks: [MemoryMark]) {
        self.marks = marks
        supervisor = nil
    }

    /// What they tell now. `family`: the job's processes, alive or not; others in the supervisor's cgroup
    /// make what is counted there doubtful.
    package func note(in evidence: inout EndEvidence, of outcome: MainOutcome, family: Set<Int32>) {
        let (verdict, counter) = verdict(family: family)
        // A counter that all share says nothing of a job that ended well.
        guard verdict == .yes || verdict == .suspected && outcome != .exit(code: 0) else { return }
        evidence.outOfMemory = verdict
        evidence.outOfMemoryCounter = counter
    }

    private func verdict(family: Set<Int32>) -> (EndEvidence.OutOfMemory, String?) {
        for mark in marks {
            // A group that has been removed meanwhile tells nothing any more.
            guard let now = ControlGroup.counter(Self.name, inFile: mark.file) else { continue }
            let isOwn = mark.isOwn || isAlone(mark, family)
            if now > mark.count {
                return (isOwn ? .yes : .suspected, "\(Self.name) \(mark.count) to \(now) in \(mark.file)")
            }
            // What counts for us alone did not rise: whatever was killed elsewhere was not ours.
            if isOwn { return (.no, nil) }
        }
        return (.no, nil)
    }

    /// Whether only the job and its supervisor are in the group of this counter.
    private func isAlone(_ mark: MemoryMark, _ family: Set<Int32>) -> Bool {
        guard mark.file != Self.machine, let slash = mark.file.lastIndex(of: "/") else { return false }
        let members = ControlGroup(path: String(mark.file[..<slash])).members
        if let supervisor, !members.contains(supervisor) { return false }
        return members.allSatisfy { $0 == supervisor || family.contains($0) }
    }
}
