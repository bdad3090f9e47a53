/// What lists, filters, counts and retention need of a job: small, and in memory for every job there is.
package import JobDirectory

/// Without text of its own: its words are numbers of a `Vocabulary`. Values that are missing are `none`, so
/// that eighty bytes do.
package struct JobSummary: Identifiable, Sendable {
    private static let none = Int64.min

    package let id: JobID
    private let start: Int64
    private let end: Int64
    private let size: Int64
    private let offset: Int64
    private let count: Int32
    let template: Vocabulary.Number
    let tags: [Vocabulary.Number]
    /// Lower case: what a search looks through, but for the id.
    let words: [Vocabulary.Number]
    package let state: JobState
    package let isPinned: Bool

    package var createdAt: Int64 { id.milliseconds }
    /// Milliseconds since 1970; nil until main runs.
    package var startedAt: Int64? { start == Self.none ? nil : start }
    /// nil until the job has ended.
    package var endedAt: Int64? { end == Self.none ? nil : end }
    /// On the disk; nil where nobody has looked.
    package var bytes: Int64? { size == Self.none ? nil : size }
    /// Where history.jsonl has the whole of it; nil for a job that is in memory.
    var place: HistoryFile.Place? {
        offset == Self.none ? nil : HistoryFile.Place(offset: offset, count: count)
    }
}

extension JobSummary {
    /// Of a job that is in memory.
    init(_ job: Job, _ vocabulary: inout Vocabulary) {
        id = job.id
        state = job.state
        template = vocabulary.number(of: job.record.template)
        tags = job.meta.labels.tags.map { vocabulary.number(of: $0) }
        isPinned = job.meta.labels.isPinned
        start = job.startedAt ?? Self.none
        end = job.result?.endedAt ?? Self.none
        size = job.bytes ?? Self.none
        words = vocabulary.numbers(ofWordsIn: SearchText.of(job), without: job.id.text)
        (offset, count) = (Self.none, 0)
    }

    /// Of a line of history.jsonl; nil where it tells of no end. What `like` has the same is shared with it.
    init?(
        _ head: HistoryHead, at place: HistoryFile.Place, _ vocabulary: inout Vocabulary,
        like: JobSummary? = nil
    ) {
        guard let state = JobState(rawValue: head.state), state.isFinal else { return nil }
        id = head.id
        self.state = state
        template = vocabulary.number(of: head.template)
        let tags = head.tags.map { vocabulary.number(of: $0) }
        self.tags = like?.tags == tags ? like?.tags ?? tags : tags
        isPinned = head.isPinned
        start = head.startedAt ?? Self.none
        end = head.endedAt
        size = head.bytes ?? Self.none
        let words = vocabulary.numbers(ofWordsIn: head.text, without: head.id.text)
        self.words = like?.words == words ? like?.words ?? words : words
        (offset, count) = (place.offset, place.count)
    }
}
