/// Jobs that have ended and were asked for lately: the front of the history is what everybody looks at.
internal import JobDirectory

/// What is once written at a place of history.jsonl stays as it is while the server runs: nothing grows old here.
struct RecentRecords: Sendable {
    private static let limit = 256

    private var young: [Int64: Job] = [:]
    private var old: [Int64: Job] = [:]

    mutating func job(at place: HistoryFile.Place) -> Job? {
        if let job = young[place.offset] { return job }
        guard let job = old[place.offset] else { return nil }
        put(job, at: place)
        return job
    }

    /// Whoever was not asked for while so many others were is forgotten.
    mutating func put(_ job: Job, at place: HistoryFile.Place) {
        if young.count == Self.limit {
            old = young
            young = [:]
        }
        young[place.offset] = job
    }
}
