/// How long jobs of a template take, by those that completed: what an estimate of a start goes by.
internal import JobDirectory

struct DurationBook {
    /// Jobs that are looked at when a server starts.
    private static let lookBack = 2_000

    /// Milliseconds.
    private(set) var durations: [String: Int64] = [:]

    init() {}

    /// The newest jobs say it.
    init(_ jobs: SortedChunks<JobSummary>, _ vocabulary: Vocabulary) {
        var seen: [(template: Vocabulary.Number, duration: Int64)] = []
        var left = Self.lookBack
        jobs.descend(inPlace: { place in
            let job = place.pointee
            left -= 1
            if job.state == .completed, let start = job.startedAt, let end = job.endedAt {
                seen.append((job.template, max(0, end - start)))
            }
            return left > 0
        })
        for (template, duration) in seen.reversed() { note(duration, of: vocabulary[template]) }
    }

    /// The last few count most.
    mutating func note(_ duration: Int64, of template: String) {
        guard let mean = durations[template] else {
            durations[template] = duration
            return
        }
        durations[template] = mean + (duration - mean) / 4
    }

    mutating func note(_ job: Job) {
        guard job.state == .completed, let start = job.startedAt, let end = job.result?.endedAt else { return }
        note(max(0, end - start), of: job.record.template)
    }
}
