/// Whether the kernel killed something of the job for memory: by its counters, never by a signal alone.
internal import JobDirectory
internal import Linux

struct MemoryCounters {
    private struct Counter {
        let file: String
        let begin: Int64
        /// Whether nothing but this job is counted there.
        let isOwn: Bool
    }

    private static let name = "oom_kill"

    private var counters: [Counter] = []
    private let place: ControlGroupPlace?
    private let supervisor: Int32

    /// Reads them as they stand before main starts. `group`: where main will be born.
    init(group: ControlGroup?, supervisor: Int32) {
        self.supervisor = supervisor
        place = ControlGroupPlace.memory
        if let group { add(group.path + "/memory.events", isOwn: true) }
        if let place {
            add(place.path + (place.isUnified ? "/memory.events" : "/memory.oom_control"), isOwn: false)
        }
        add("/proc/vmstat", isOwn: false)
    }

    /// As they stand now. `family`: the job's processes, alive or not; others in our own cgroup make what is
    /// counted there doubtful.
    func verdict(family: Set<Int32>) -> (EndEvidence.OutOfMemory, String?) {
        for counter in counters {
            let now = ControlGroup.counter(Self.name, inFile: counter.file) ?? counter.begin
            let isOwn = counter.isOwn || isAlone(counter, family)
            if now > counter.begin {
                let text = "\(Self.name) \(counter.begin) to \(now) in \(counter.file)"
                return (isOwn ? .yes : .suspected, text)
            }
            // What counts for us alone did not rise: whatever was killed elsewhere was not ours.
            if isOwn { return (.no, nil) }
        }
        return (.no, nil)
    }

    private mutating func add(_ file: String, isOwn: Bool) {
        // Without a memory controller there is no such file.
        guard let begin = ControlGroup.counter(Self.name, inFile: file) else { return }
        counters.append(Counter(file: file, begin: begin, isOwn: isOwn))
    }

    private func isAlone(_ counter: Counter, _ family: Set<Int32>) -> Bool {
        guard let place, counter.file.hasPrefix(place.path + "/") else { return false }
        let members = ControlGroup(path: place.path).members
        return members.contains(supervisor) && members.allSatisfy { $0 == supervisor || family.contains($0) }
    }
}
