/// Which jobs that have ended are to go: too old, too many, too large. Never one that is pinned.
internal import JobDirectory

package struct RetentionRule: Equatable, Sendable {
    /// Milliseconds since the end; nil: for ever.
    package let age: Int64?
    /// Jobs that have ended; nil: any number.
    package let count: Int?
    /// Bytes that they take, logs included; nil: any.
    package let bytes: Int64?

    package init(age: Int64? = nil, count: Int? = nil, bytes: Int64? = nil) {
        self.age = age
        self.count = count
        self.bytes = bytes
    }

    var isEmpty: Bool { age == nil && count == nil && bytes == nil }

    /// Oldest end first. Takes tens of milliseconds for a hundred thousand jobs: not on a loop's time.
    func victims(among jobs: SortedChunks<JobSummary>, now: Int64) -> [JobID] {
        var ended: [(end: Int64, id: JobID, bytes: Int64)] = []
        var total: Int64 = 0
        jobs.ascend { job in
            // A place in the history: its files are complete, and it is in nobody's hands.
            if job.state.isFinal, !job.isPinned, job.place != nil, let end = job.endedAt {
                ended.append((end, job.id, job.bytes ?? 0))
                total += job.bytes ?? 0
            }
            return true
        }
        ended.sort { $0.end != $1.end ? $0.end < $1.end : $0.id < $1.id }
        var left = ended.count
        var victims: [JobID] = []
        for job in ended {
            let isTooOld = age.map { job.end < now - $0 } ?? false
            let areTooMany = count.map { left > $0 } ?? false
            let isTooMuch = bytes.map { total > $0 } ?? false
            guard isTooOld || areTooMany || isTooMuch else { break }
            victims.append(job.id)
            left -= 1
            total -= job.bytes
        }
        return victims
    }
}
