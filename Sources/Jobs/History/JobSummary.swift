/// What lists, filters, counts and retention need of a job: small, and in memory for every job there is.
package import JobDirectory

package struct JobSummary: Identifiable, Sendable {
    package let id: JobID
    package let state: JobState
    package let template: String
    package let tags: [String]
    package let isPinned: Bool
    /// Milliseconds since 1970; nil until main runs.
    package let startedAt: Int64?
    /// nil until the job has ended.
    package let endedAt: Int64?
    /// On the disk; nil where nobody has looked.
    package let bytes: Int64?
    /// Lower case: what a search looks through.
    let text: String
    /// Where history.jsonl has the whole of it; nil for a job that is in memory.
    let place: HistoryFile.Place?

    package var createdAt: Int64 { id.milliseconds }
}

extension JobSummary {
    /// Of a job that is in memory.
    init(_ job: Job) {
        id = job.id
        state = job.state
        template = job.record.template
        tags = job.meta.labels.tags
        isPinned = job.meta.labels.isPinned
        startedAt = job.startedAt
        endedAt = job.result?.endedAt
        bytes = job.bytes
        text = SearchText.of(job)
        place = nil
    }

    /// Of a line of history.jsonl; nil where it tells of no end.
    init?(_ head: HistoryHead, at place: HistoryFile.Place, known: inout KnownWords) {
        guard let state = JobState(rawValue: head.state), state.isFinal else { return nil }
        id = head.id
        self.state = state
        template = known.shared(head.template)
        tags = head.tags.isEmpty ? [] : head.tags.map { known.shared($0) }
        isPinned = head.isPinned
        startedAt = head.startedAt
        endedAt = head.endedAt
        bytes = head.bytes
        text = head.text
        self.place = place
    }
}

/// Words that come again and again, kept once.
struct KnownWords {
    private var words: Set<String> = []

    mutating func shared(_ word: String) -> String {
        words.insert(word).memberAfterInsert
    }
}
