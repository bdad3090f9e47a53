/// Whether a list shows a job: a query, made ready for a hundred thousand of them.
internal import JobDirectory

struct JobMatcher {
    /// A word of a search: which words of jobs hold it, and whether the name of a job does.
    private struct Part {
        let holders: [Bool]
        /// nil where none does: there is nothing to look for.
        let hasHolders: Bool
        let name: JobID.Part?
    }

    private let query: JobQuery
    /// By `JobState.ordinal`.
    private let states: [Bool]
    private let templates: [Vocabulary.Number]
    private let tags: [Vocabulary.Number]
    private let parts: [Part]
    /// It asks for what no job has.
    let isHopeless: Bool

    init(_ query: JobQuery, _ vocabulary: Vocabulary, ignoringStates: Bool = false) {
        self.query = query
        states = JobState.allCases.map { ignoringStates || query.states.isEmpty || query.states.contains($0) }
        templates = query.templates.compactMap { vocabulary.known($0) }
        tags = query.tags.compactMap { vocabulary.known($0) }
        parts = (query.text.map { SearchText.words($0) } ?? []).map { word in
            let holders = vocabulary.holders(of: Array(word.utf8))
            return Part(holders: holders, hasHolders: holders.contains(true), name: JobID.Part(word))
        }
        isHopeless =
            tags.count < query.tags.count || templates.isEmpty && !query.templates.isEmpty
            || parts.contains { !$0.hasHolders && $0.name == nil }
    }

    /// Looks at the job where it lies: there may be a hundred thousand.
    func matches(_ job: UnsafePointer<JobSummary>) -> Bool {
        if isHopeless || !states[job.pointee.state.ordinal] { return false }
        if let isPinned = query.isPinned, job.pointee.isPinned != isPinned { return false }
        if let from = query.createdFrom, job.pointee.createdAt < from { return false }
        if let before = query.createdBefore, job.pointee.createdAt >= before { return false }
        if !templates.isEmpty, !templates.contains(job.pointee.template) { return false }
        for tag in tags where !job.pointee.tags.contains(tag) { return false }
        for part in parts where !Self.holds(job, part) { return false }
        return true
    }

    private static func holds(_ job: UnsafePointer<JobSummary>, _ part: Part) -> Bool {
        if part.hasHolders {
            for word in job.pointee.words where part.holders[Int(word)] { return true }
        }
        return part.name.map { job.pointee.id.holds($0) } ?? false
    }
}
