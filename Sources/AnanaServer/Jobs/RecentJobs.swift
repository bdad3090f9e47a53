/// Something that is made for a job when it is asked for; those of the jobs asked for last are kept.
internal import JobDirectory
internal import Synchronization

final class RecentJobs<Value: Sendable>: Sendable {
    private let limit: Int
    private let make: @Sendable (JobID) -> Value
    /// Held to look one up; never while anything is read. The latest asked for is last.
    private let values = Mutex<[(job: JobID, value: Value)]>([])

    init(limit: Int, make: @escaping @Sendable (JobID) -> Value) {
        self.limit = limit
        self.make = make
    }

    subscript(job: JobID) -> Value {
        values.withLock { values in
            let found = values.firstIndex { $0.job == job }.map { values.remove(at: $0) }
            let entry = found ?? (job, make(job))
            if values.count >= limit { values.removeFirst() }
            values.append(entry)
            return entry.value
        }
    }
}
