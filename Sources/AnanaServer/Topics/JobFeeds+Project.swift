/// Metrics and artifacts of a project's jobs for those that follow them.
internal import JobDirectory
internal import Linux
internal import Streams

extension JobFeeds {
    init(results: ResultsFolder, metrics: RecentJobs<JobMetrics>, workers: WorkerPool) {
        self.init(
            submit: { workers.submit($0) },
            metrics: { job, start, limit in
                guard let id = JobID(job) else { return .unreadable }
                do throws(SystemError) {
                    return try metrics[id].rows(from: start, limit: limit)
                } catch {
                    return .unreadable
                }
            },
            // What can't be read now is looked at again.
            artifacts: { job in
                JobID(job).flatMap { try? ArtifactSnapshot(of: results.job($0).artifacts) }
            })
    }
}
