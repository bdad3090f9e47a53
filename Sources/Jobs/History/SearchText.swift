/// The words of a job that a search looks through, and those of a search.
internal import JobDirectory

enum SearchText {
    /// Bytes: a note may be long, and there may be a hundred thousand jobs.
    private static let limit = 1024

    /// Name, tags, note, template, id and the words of the command, in lower case, a line each.
    static func of(_ job: Job) -> String {
        var parts: [String] = []
        if let name = job.meta.name { parts.append(name) }
        parts += job.meta.labels.tags
        if let note = job.meta.labels.note { parts.append(note) }
        parts.append(job.record.template)
        parts.append(job.id.text)
        parts.append(job.record.command.joined(separator: " "))
        let text = parts.joined(separator: "\n").lowercased()
        if text.utf8.count <= limit { return text }
        // Half of a character at the end becomes U+FFFD, and is found by nobody.
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }

    /// The words that must all be there.
    static func words(_ search: String) -> [String] {
        search.lowercased().split(whereSeparator: \.isWhitespace).map { String($0) }
    }
}
