/// Why main never started.
internal import JSON

package struct LaunchFailure: Error, Equatable, Sendable {
    package enum Reason: String, Sendable {
        case commandNotFound = "command_not_found"
        case notExecutable = "not_executable"
        case directoryMissing = "directory_missing"
        case other
    }

    package let reason: Reason
    /// For a person; stands in the log as well.
    package let message: String

    package init(reason: Reason, message: String) {
        self.reason = reason
        self.message = message
    }

    init(_ fields: RecordFields) throws(RecordError) {
        reason = try fields.word("reason", as: Reason.self)
        message = try fields.string("message")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("reason", reason.rawValue)
        writer.member("message", message)
        writer.endObject()
    }
}
