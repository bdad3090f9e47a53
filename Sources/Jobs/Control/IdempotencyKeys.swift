/// Which job each idempotency key of the last day made.
internal import JobDirectory

struct IdempotencyKeys {
    /// Milliseconds for which a key is kept.
    static let lifetime: Int64 = 24 * 3_600_000

    private var jobs: [String: (digest: String, job: JobID)] = [:]
    /// In the order in which they came, so that the oldest goes first.
    private var order: [(key: String, job: JobID)] = []

    /// nil where the key is new.
    subscript(key: String, at time: Int64) -> (digest: String, job: JobID)? {
        guard let entry = jobs[key], entry.job.milliseconds > time - Self.lifetime else { return nil }
        return entry
    }

    mutating func note(_ idempotency: Idempotency, _ job: JobID) {
        jobs[idempotency.key] = (idempotency.digest, job)
        order.append((idempotency.key, job))
        forget(before: job.milliseconds - Self.lifetime)
    }

    private mutating func forget(before time: Int64) {
        let old = order.prefix { $0.job.milliseconds < time }
        for (key, job) in old where jobs[key]?.job == job { jobs[key] = nil }
        order.removeFirst(old.count)
    }
}
