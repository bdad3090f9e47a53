/// The metrics of the jobs that somebody looks at; those that nobody has looked at for long are in their caches.
internal import JobDirectory
internal import Linux
internal import Synchronization

final class MetricStores: Sendable {
    private let results: ResultsFolder
    /// Held to look one up; never while anything is read. The latest asked for is last.
    private let stores = Mutex<[(job: JobID, metrics: JobMetrics)]>([])
    private static let limit = 32

    init(results: ResultsFolder) {
        self.results = results
    }

    func metrics(of job: JobID) -> JobMetrics {
        stores.withLock { stores in
            let found = stores.firstIndex { $0.job == job }.map { stores.remove(at: $0) }
            let store = found ?? (job, JobMetrics(job, results))
            if stores.count >= Self.limit { stores.removeFirst() }
            stores.append(store)
            return store.metrics
        }
    }
}
