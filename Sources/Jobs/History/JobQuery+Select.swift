/// The jobs of a page out of all of them.
internal import JobDirectory

extension JobQuery {
    /// The first `count` that match, from `cursor` on, in order.
    func select(
        _ count: Int, from jobs: SortedChunks<JobSummary>, cursor: JobCursor?
    ) -> [(cursor: JobCursor, job: JobSummary)] {
        key == .created ? walk(count, jobs, cursor) : choose(count, jobs, cursor)
    }

    /// Ids are kept in this order.
    private func walk(
        _ count: Int, _ jobs: SortedChunks<JobSummary>, _ cursor: JobCursor?
    ) -> [(cursor: JobCursor, job: JobSummary)] {
        var found: [(cursor: JobCursor, job: JobSummary)] = []
        let matches = matcher()
        let body = { (job: JobSummary) in
            if matches(job) { found.append((JobCursor(job, .created), job)) }
            return found.count < count
        }
        if isAscending { jobs.ascend(from: cursor?.id, body) } else { jobs.descend(from: cursor?.id, body) }
        return found
    }

    private func choose(
        _ count: Int, _ jobs: SortedChunks<JobSummary>, _ cursor: JobCursor?
    ) -> [(cursor: JobCursor, job: JobSummary)] {
        var selection = PageSelection(capacity: count, isAscending: isAscending)
        let matches = matcher()
        let body = { (job: JobSummary) in
            let place = JobCursor(job, key)
            if let cursor, isAscending ? place < cursor : cursor < place { return true }
            if matches(job) { selection.offer(job, place) }
            return true
        }
        // The better the order already, the less is moved.
        if isAscending { jobs.ascend(body) } else { jobs.descend(body) }
        return selection.chosen
    }
}
