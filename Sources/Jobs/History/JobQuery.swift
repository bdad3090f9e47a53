/// Which jobs a list shows, and in what order.
internal import JobDirectory

package struct JobQuery: Sendable {
    package enum Key: Sendable {
        case created, ended, duration
    }

    /// Empty: all.
    package var states: Set<JobState> = []
    /// Empty: all.
    package var templates: Set<String> = []
    /// A job must have all of them.
    package var tags: [String] = []
    /// A job must have all of its words; nil: all jobs.
    package var text: String?
    /// Milliseconds since 1970 at which the job was made; the upper one is not included.
    package var createdFrom: Int64?
    package var createdBefore: Int64?
    package var isPinned: Bool?
    package var key = Key.created
    package var isAscending = false

    package init(states: Set<JobState> = []) {
        self.states = states
    }

    var selectsAllButStates: Bool {
        templates.isEmpty && tags.isEmpty && text == nil && createdFrom == nil && createdBefore == nil
            && isPinned == nil
    }
}

/// Where a page begins: a job's place in the order, whether the job is still there or not.
package struct JobCursor: Comparable, Sendable, CustomStringConvertible {
    /// 0 where jobs are sorted by creation: their ids do that.
    let key: Int64
    let id: JobID

    init(key: Int64, id: JobID) {
        self.key = key
        self.id = id
    }

    init(_ job: UnsafePointer<JobSummary>, _ key: JobQuery.Key) {
        id = job.pointee.id
        self.key =
            switch key {
            case .created: 0
            // One that has not ended yet will have ended last, and taken longest.
            case .ended: job.pointee.endedAt ?? .max
            case .duration: Self.duration(job)
            }
    }

    private static func duration(_ job: UnsafePointer<JobSummary>) -> Int64 {
        guard let ended = job.pointee.endedAt else { return .max }
        guard let started = job.pointee.startedAt else { return 0 }
        return max(0, ended - started)
    }

    /// nil where `text` is none that we gave.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let last = parts.last, let id = JobID(String(last)) else { return nil }
        self.id = id
        if parts.count == 1 {
            key = 0
        } else {
            guard let key = Int64(parts[0]) else { return nil }
            self.key = key
        }
    }

    package var description: String { key == 0 ? id.text : "\(key)-\(id)" }

    package static func < (a: JobCursor, b: JobCursor) -> Bool {
        a.key != b.key ? a.key < b.key : a.id < b.id
    }
}
