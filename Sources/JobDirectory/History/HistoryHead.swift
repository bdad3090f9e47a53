/// What lists, filters and counts need of a finished job: the first members of its line in history.jsonl.
internal import JSON

package struct HistoryHead: Equatable, Sendable {
    package let id: JobID
    /// A final one, by its name in the API.
    package let state: String
    package let template: String
    package let tags: [String]
    package let isPinned: Bool
    /// Milliseconds since 1970; nil where main never ran.
    package let startedAt: Int64?
    package let endedAt: Int64
    /// What its folder and its log take on the disk; nil where nobody has looked.
    package let bytes: Int64?
    package let idempotency: Idempotency?
    /// Lower-case words that a search looks through.
    package let text: String

    package init(
        id: JobID, state: String, template: String, tags: [String], isPinned: Bool, startedAt: Int64?,
        endedAt: Int64, bytes: Int64?, idempotency: Idempotency?, text: String
    ) {
        self.id = id
        self.state = state
        self.template = template
        self.tags = tags
        self.isPinned = isPinned
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.bytes = bytes
        self.idempotency = idempotency
        self.text = text
    }

    /// Reads no further than it must: there are many lines, and the rest of each is long.
    package init(parsing bytes: [UInt8]) throws(RecordError) {
        do throws(JSONError) {
            self = try Self.read(bytes)
        } catch {
            throw .notJSON(error)
        }
    }

    /// In the order in which `write` puts them.
    private static func read(_ bytes: [UInt8]) throws(JSONError) -> HistoryHead {
        var reader = JSONReader(bytes)
        func unexpected(_ name: String) -> JSONError {
            JSONError(.wrongKind(expected: name, found: "another member"), pointer: "", offset: reader.offset)
        }
        func next(_ name: String) throws(JSONError) {
            guard try reader.nextKey() == name else { throw unexpected(name) }
        }
        func orNull() throws(JSONError) -> Bool {
            guard try reader.peek() == .null else { return false }
            try reader.null()
            return true
        }
        try reader.beginObject()
        try next(HistoryLine.checksumName)
        try reader.skip()
        try next("id")
        guard let id = JobID(try reader.string()) else { throw unexpected("the id of a job") }
        try next("state")
        let state = try reader.string()
        try next("template")
        let template = try reader.string()
        try next("tags")
        try reader.beginArray()
        var tags: [String] = []
        while try reader.nextElement() { tags.append(try reader.string()) }
        try next("pinned")
        let isPinned = try reader.bool()
        try next("started_at")
        let startedAt = try orNull() ? nil : try reader.integer()
        try next("ended_at")
        let endedAt = try reader.integer()
        try next("bytes")
        let size = try orNull() ? nil : try reader.integer()
        try next("key")
        var idempotency: Idempotency?
        if try !orNull() {
            try reader.beginArray()
            guard try reader.nextElement() else { throw unexpected("a key") }
            let key = try reader.string()
            guard try reader.nextElement() else { throw unexpected("a digest") }
            idempotency = Idempotency(key: key, digest: try reader.string())
            guard try !reader.nextElement() else { throw unexpected("']'") }
        }
        try next("text")
        let text = try reader.string()
        return HistoryHead(
            id: id, state: state, template: template, tags: tags, isPinned: isPinned, startedAt: startedAt,
            endedAt: endedAt, bytes: size, idempotency: idempotency, text: text)
    }

    func write(to writer: inout JSONWriter) {
        writer.member("id", id.text)
        writer.member("state", state)
        writer.member("template", template)
        writer.member("tags", tags)
        writer.member("pinned", isPinned)
        writer.member("started_at", startedAt)
        writer.member("ended_at", endedAt)
        writer.member("bytes", bytes)
        writer.key("key")
        if let idempotency {
            writer.beginArray()
            writer.string(idempotency.key)
            writer.string(idempotency.digest)
            writer.endArray()
        } else {
            writer.null()
        }
        writer.member("text", text)
    }
}
