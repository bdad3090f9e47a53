/// What people hang on a job: tags, a note, a priority, a pin. It runs no differently but for its place.
internal import JSON

package struct JobLabels: Equatable, Sendable {
    /// Each at most once, in the order in which they were given.
    package var tags: [String]
    package var note: String?
    /// Higher runs earlier; 0 where nobody says.
    package var priority: Int
    /// Kept from retention.
    package var isPinned: Bool

    package init(tags: [String] = [], note: String? = nil, priority: Int = 0, isPinned: Bool = false) {
        self.tags = tags
        self.note = note
        self.priority = priority
        self.isPinned = isPinned
    }

    init(_ fields: RecordFields) throws(RecordError) {
        tags = try fields.strings("tags")
        note = try fields.optionalString("note")
        priority = try fields.optionalInteger("priority", as: Int.self) ?? 0
        isPinned = try fields.flag("pinned")
    }

    /// As members of the object that is open; what says nothing is left out.
    func write(to writer: inout JSONWriter) {
        if !tags.isEmpty { writer.member("tags", tags) }
        if let note { writer.member("note", note) }
        if priority != 0 { writer.member("priority", priority) }
        if isPinned { writer.member("pinned", true) }
    }
}
