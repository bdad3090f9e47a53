/// What is to become different of a job's name and labels, as a merge patch (RFC 7396) says it.
internal import JobDirectory

/// Outer nil leaves a thing as it is, inner nil makes it what it is where nobody says anything.
package struct JobChange: Sendable {
    /// Empty: none.
    package var name: String??
    /// Empty: none.
    package var note: String??
    package var tags: [String]??
    package var priority: Int??
    package var isPinned: Bool??

    package init() {}

    func applied(to old: MetaRecord) -> MetaRecord {
        var meta = old
        if let name { meta.name = name.flatMap { $0.isEmpty ? nil : $0 } }
        if let note { meta.labels.note = note.flatMap { $0.isEmpty ? nil : $0 } }
        if let tags { meta.labels.tags = tags?.distinct ?? [] }
        if let priority { meta.labels.priority = priority ?? 0 }
        if let isPinned { meta.labels.isPinned = isPinned ?? false }
        return meta
    }
}

extension [String] {
    /// Each once, in the order of its first.
    var distinct: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
