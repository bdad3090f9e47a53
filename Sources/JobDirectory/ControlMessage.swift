/// What goes over a supervisor's control socket: one JSON object a line, an answer to each request.
internal import JSON

package enum ControlMessage {
    /// Goes up when an older side could not make sense of a newer one.
    package static let version = 1
    /// Neither side reads a longer line.
    package static let lineLimit = 4096

    package enum Request: Equatable, Sendable {
        case hello
        case stop(StopRecord.Mode, requester: String)
        case kill(requester: String)
    }

    package struct Status: Equatable, Sendable {
        package let version: Int
        package let job: String
        package let attempt: Int
        package let pid: Int32
        package let stage: StopStage
        package let log: LogCounts

        package init(version: Int, job: String, attempt: Int, pid: Int32, stage: StopStage, log: LogCounts) {
            self.version = version
            self.job = job
            self.attempt = attempt
            self.pid = pid
            self.stage = stage
            self.log = log
        }
    }

    /// The answer; sent before the request is acted upon.
    package enum Reply: Equatable, Sendable {
        case status(Status)
        /// The request was not understood; nothing is done.
        case refused(String)
    }
}

extension ControlMessage.Request {
    package init(parsing line: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: line)
        switch try fields.string("verb") {
        case "hello": self = .hello
        case "stop":
            let mode = try fields.word("mode", as: StopRecord.Mode.self)
            self = .stop(mode, requester: try fields.string("by"))
        case "kill": self = .kill(requester: try fields.string("by"))
        default: throw .wrongKind(field: "verb")
        }
    }

    /// With the newline.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch self {
        case .hello:
            writer.member("verb", "hello")
            writer.member("proto", ControlMessage.version)
        case .stop(let mode, let requester):
            writer.member("verb", "stop")
            writer.member("mode", mode.rawValue)
            writer.member("by", requester)
        case .kill(let requester):
            writer.member("verb", "kill")
            writer.member("by", requester)
        }
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension ControlMessage.Reply {
    package init(parsing line: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: line)
        if let refusal = try fields.optionalString("error") {
            self = .refused(refusal)
            return
        }
        self = .status(
            ControlMessage.Status(
                version: try fields.integer("proto", as: Int.self), job: try fields.string("id"),
                attempt: try fields.integer("attempt", as: Int.self),
                pid: try fields.integer("pid", as: Int32.self),
                stage: try fields.word("stage", as: StopStage.self), log: try LogCounts(fields)))
    }

    /// With the newline.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch self {
        case .refused(let reason): writer.member("error", reason)
        case .status(let status):
            writer.member("proto", status.version)
            writer.member("id", status.job)
            writer.member("attempt", status.attempt)
            writer.member("pid", status.pid)
            writer.member("stage", status.stage.rawValue)
            status.log.write(to: &writer)
        }
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
