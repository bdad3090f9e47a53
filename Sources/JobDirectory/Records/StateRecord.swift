/// state.json: how far an attempt has come; for whoever looks while the supervisor lives.
internal import JSON

package struct StateRecord: Equatable, Sendable {
    package let stage: StopStage
    /// Milliseconds since 1970.
    package let time: Int64
    package let log: LogCounts
    /// Processes that SIGKILL has not ended for 10 s (uninterruptible sleep); empty when all is well.
    package let stuck: [String]

    package init(stage: StopStage, time: Int64, log: LogCounts, stuck: [String] = []) {
        self.stage = stage
        self.time = time
        self.log = log
        self.stuck = stuck
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
        stage = try fields.word("stage", as: StopStage.self)
        time = try fields.integer("t")
        log = try LogCounts(fields)
        stuck = try fields.strings("stuck")
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("v", 1)
        writer.member("stage", stage.rawValue)
        writer.member("t", time)
        log.write(to: &writer)
        writer.member("stuck", stuck)
        writer.endObject()
        return writer.bytes
    }
}
