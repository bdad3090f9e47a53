/// The jobs of a page out of all of them.
internal import JobDirectory

extension JobQuery {
    /// The first `count` that match, from `cursor` on, in order.
    func select(
        _ count: Int, from jobs: SortedChunks<JobSummary>, _ vocabulary: Vocabulary, cursor: JobCursor?
    ) -> [(cursor: JobCursor, job: JobSummary)] {
        let matcher = JobMatcher(self, vocabulary)
        if matcher.isHopeless { return [] }
        return key == .created ? walk(count, jobs, matcher, cursor) : choose(count, jobs, matcher, cursor)
    }

    /// Ids are kept in this order.
    private func walk(
        _ count: Int, _ jobs: SortedChunks<JobSummary>, _ matcher: JobMatcher, _ cursor: JobCursor?
    ) -> [(cursor: JobCursor, job: JobSummary)] {
        var found: [(cursor: JobCursor, job: JobSummary)] = []
        let body = { (job: UnsafePointer<JobSummary>) in
            if matcher.matches(job) { found.append((JobCursor(key: 0, id: job.pointee.id), job.pointee)) }
            return found.count < count
        }
        if isAscending {
            jobs.ascend(from: cursor?.id, inPlace: body)
        } else {
            jobs.descend(from: cursor?.id, inPlace: body)
        }
        return found
    }

    /// Nothing is kept in this order: all are looked at, which is a glance at each.
    private func choose(
        _ count: Int, _ jobs: SortedChunks<JobSummary>, _ matcher: JobMatcher, _ cursor: JobCursor?
    ) -> [(cursor: JobCursor, job: JobSummary)] {
        var selection = PageSelection(capacity: count, isAscending: isAscending)
        let body = { (job: UnsafePointer<JobSummary>) in
            let place = JobCursor(job, key)
            if let cursor, isAscending ? place < cursor : cursor < place { return true }
            if selection.takes(place), matcher.matches(job) { selection.put(job.pointee, place) }
            return true
        }
        // The better the order already, the less is moved.
        if isAscending { jobs.ascend(inPlace: body) } else { jobs.descend(inPlace: body) }
        return selection.chosen
    }
}
