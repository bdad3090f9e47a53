/// All that history.jsonl says, read at the start: the last line of each job counts.
internal import JobDirectory
internal import Linux

struct HistoryIndex {
    /// Ascending by id.
    private var summaries: [JobSummary] = []
    /// Their words.
    private(set) var vocabulary = Vocabulary()
    /// Of jobs that were made within the last day.
    private(set) var keys: [(idempotency: Idempotency, job: JobID)] = []
    /// Of lines that are no whole ones.
    private(set) var tornBytes = 0

    /// Cuts off what is torn at the end.
    init(of history: HistoryFile) throws(SystemError) {
        var found: [JobSummary] = []
        var vocabulary = Vocabulary()
        var keys: [JobID: Idempotency] = [:]
        let oldest = WallClock.milliseconds - IdempotencyKeys.lifetime
        let (end, torn) = try history.scan { bytes, place in
            // A line of another make is as good as none: its job is read from its folder.
            guard let head = try? HistoryHead(parsing: Array(bytes)),
                let summary = JobSummary(head, at: place, &vocabulary, like: found.last)
            else { return }
            found.append(summary)
            if let key = head.idempotency, head.id.milliseconds > oldest { keys[head.id] = key }
        }
        self.vocabulary = vocabulary
        self.keys = keys.map { ($0.value, $0.key) }
        tornBytes = torn
        try history.cut(to: end)
        // By id, and of the same id the later line behind the earlier.
        found.sort { $0.id != $1.id ? $0.id < $1.id : ($0.place?.offset ?? 0) < ($1.place?.offset ?? 0) }
        summaries.reserveCapacity(found.count)
        for summary in found {
            if summaries.last?.id == summary.id { summaries.removeLast() }
            summaries.append(summary)
        }
    }

    /// The folders are the truth. - Parameter folders: ascending.
    /// - Returns: what is known of them, and those of which nothing is.
    func compared(with folders: [JobID]) -> (known: [JobSummary], missing: [JobID]) {
        var (known, missing): ([JobSummary], [JobID]) = ([], [])
        known.reserveCapacity(folders.count)
        var index = 0
        for folder in folders {
            while index < summaries.count, summaries[index].id < folder { index += 1 }
            if index < summaries.count, summaries[index].id == folder {
                known.append(summaries[index])
            } else {
                missing.append(folder)
            }
        }
        return (known, missing)
    }
}
