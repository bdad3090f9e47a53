/// stop.json: the stop that is wanted. A later one may only be stronger.
internal import JSON

package struct StopRecord: Equatable, Sendable {
    package enum Mode: String, CaseIterable, Sendable {
        /// First signal, grace, SIGTERM, grace, SIGKILL.
        case graceful
        /// SIGTERM at once, grace, SIGKILL.
        case terminate
        /// SIGKILL at once.
        case kill
    }

    package var mode: Mode
    /// Who asked: `api`, `command`, `time_limit`, ….
    package var requester: String
    /// When, in milliseconds since 1970.
    package var time: Int64

    package init(mode: Mode, requester: String, time: Int64) {
        self.mode = mode
        self.requester = requester
        self.time = time
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        try self.init(try RecordFields(parsing: bytes))
    }

    init(_ fields: RecordFields) throws(RecordError) {
        mode = try fields.word("mode", as: Mode.self)
        requester = try fields.string("by")
        time = try fields.integer("t")
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("v", 1)
        writer.member("mode", mode.rawValue)
        writer.member("by", requester)
        writer.member("t", time)
        writer.endObject()
        return writer.bytes
    }
}

extension StopRecord.Mode: Comparable {
    package static func < (a: Self, b: Self) -> Bool { a.firstStage < b.firstStage }

    /// Where a stop of this mode begins.
    package var firstStage: StopStage {
        switch self {
        case .graceful: .signal
        case .terminate: .terminate
        case .kill: .kill
        }
    }
}
