/// The first few of many in an order that nothing is kept in: one pass, and room for a page.

struct PageSelection {
    private let capacity: Int
    private let isAscending: Bool
    /// In the order of the page, at most `capacity`.
    private(set) var chosen: [(cursor: JobCursor, job: JobSummary)] = []

    init(capacity: Int, isAscending: Bool) {
        self.capacity = capacity
        self.isAscending = isAscending
    }

    private func isEarlier(_ a: JobCursor, _ b: JobCursor) -> Bool {
        isAscending ? a < b : b < a
    }

    /// Whether a job at this place would be one of the few.
    func takes(_ cursor: JobCursor) -> Bool {
        guard chosen.count == capacity, let last = chosen.last else { return true }
        return isEarlier(cursor, last.cursor)
    }

    /// One that `takes` has let in.
    mutating func put(_ job: JobSummary, _ cursor: JobCursor) {
        var (low, high) = (0, chosen.count)
        while low < high {
            let middle = (low + high) / 2
            if isEarlier(chosen[middle].cursor, cursor) { low = middle + 1 } else { high = middle }
        }
        chosen.insert((cursor, job), at: low)
        if chosen.count > capacity { chosen.removeLast() }
    }
}
