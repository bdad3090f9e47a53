/// How much of a job's log is kept while it grows: older lines go, and those that stay keep their numbers.
internal import JSON

package struct LogRetention: Equatable, Sendable {
    /// Bytes; nil: all.
    package var size: UInt64?
    /// Milliseconds since a line was printed; nil: for ever.
    package var age: Int64?

    package static let everything = LogRetention()

    package init(size: UInt64? = nil, age: Int64? = nil) {
        self.size = size
        self.age = age
    }

    package var keepsEverything: Bool { size == nil && age == nil }

    init(_ fields: RecordFields) throws(RecordError) {
        size = try fields.optionalInteger("size", as: UInt64.self)
        age = try fields.optionalInteger("age_ms")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("size", size)
        writer.member("age_ms", age)
        writer.endObject()
    }
}
