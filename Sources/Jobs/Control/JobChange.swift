/// What is to become different of a job's name and labels; nil leaves a thing as it is.
internal import JobDirectory

package struct JobChange: Sendable {
    /// Empty: none.
    package var name: String?
    /// Empty: none.
    package var note: String?
    package var tags: [String]?
    package var priority: Int?
    package var isPinned: Bool?

    package init() {}

    func applied(to old: MetaRecord) -> MetaRecord {
        var meta = old
        if let name { meta.name = name.isEmpty ? nil : name }
        if let note { meta.labels.note = note.isEmpty ? nil : note }
        if let tags { meta.labels.tags = tags.distinct }
        if let priority { meta.labels.priority = priority }
        if let isPinned { meta.labels.isPinned = isPinned }
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
