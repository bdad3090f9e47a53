/// A counter of what the kernel killed for memory, as it stood before main was started.
internal import JSON

package struct MemoryMark: Equatable, Sendable {
    package let file: String
    package let count: Int64
    /// Whether nothing but this job is counted there.
    package let isOwn: Bool

    package init(file: String, count: Int64, isOwn: Bool) {
        self.file = file
        self.count = count
        self.isOwn = isOwn
    }

    init(_ fields: RecordFields) throws(RecordError) {
        file = try fields.string("file")
        count = try fields.integer("oom_kill")
        isOwn = try fields.flag("own")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("file", file)
        writer.member("oom_kill", count)
        writer.member("own", isOwn)
        writer.endObject()
    }
}
