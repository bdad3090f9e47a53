/// All jobs, for readers on any thread; the control thread is the one writer.
package import JobDirectory
internal import Synchronization

package final class JobTable: Sendable {
    private struct Content {
        var jobs: [JobID: Job] = [:]
        /// Ascending, so by time of creation.
        var order: [JobID] = []

        /// Index of the first job after `id`; most often the end.
        func position(after id: JobID) -> Int {
            if let last = order.last, last <= id { return order.count }
            var (low, high) = (0, order.count)
            while low < high {
                let middle = (low + high) / 2
                if order[middle] <= id { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// Held to look up, to copy out a page, or to put in one job: never across a call to anybody.
    private let content = Mutex(Content())

    /// Called by the writer once a job can be read as it is now.
    private let changed: @Sendable (Job) -> Void

    package init(changed: @escaping @Sendable (Job) -> Void = { _ in }) {
        self.changed = changed
    }

    package subscript(id: JobID) -> Job? {
        content.withLock { $0.jobs[id] }
    }

    package struct Page: Sendable {
        package let jobs: [Job]
        /// Where the next page begins; nil on the last.
        package let next: JobID?
    }

    /// Newest first, from `cursor` on, that job included.
    package func page(states: Set<JobState>, limit: Int, cursor: JobID?) -> Page {
        content.withLock { content in
            var jobs: [Job] = []
            var index = cursor.map { content.position(after: $0) } ?? content.order.count
            while index > 0 {
                index -= 1
                let id = content.order[index]
                guard let job = content.jobs[id], states.isEmpty || states.contains(job.state) else {
                    continue
                }
                if jobs.count == limit { return Page(jobs: jobs, next: id) }
                jobs.append(job)
            }
            return Page(jobs: jobs, next: nil)
        }
    }

    package func put(_ job: Job) {
        content.withLock { content in
            if content.jobs.updateValue(job, forKey: job.id) != nil { return }
            content.order.insert(job.id, at: content.position(after: job.id))
        }
        changed(job)
    }
}
