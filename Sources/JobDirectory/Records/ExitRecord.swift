/// exit.json: the end of an attempt. It exists exactly when the process tree is gone; written once.
internal import JSON

package struct ExitRecord: Equatable, Sendable {
    package enum Author: String, Sendable { case supervisor, server }

    /// Why nobody knows how main ended; the server's verdict, once and for all.
    package enum Loss: String, Sendable {
        case reboot
        case supervisorLost = "supervisor_lost"
    }

    /// The stop that was asked for, if one was.
    package struct Stop: Equatable, Sendable {
        /// The strongest that was asked for, and who asked for it first.
        package let mode: StopRecord.Mode
        package let requester: String
        /// When it was first asked for, in milliseconds since 1970.
        package let time: Int64
        /// Main was still running then: the job counts as stopped, whatever its code.
        package let beforeEnd: Bool

        package init(mode: StopRecord.Mode, requester: String, time: Int64, beforeEnd: Bool) {
            self.mode = mode
            self.requester = requester
            self.time = time
            self.beforeEnd = beforeEnd
        }
    }

    package let author: Author
    package let main: MainOutcome
    /// nil where main's own end is what counts.
    package let loss: Loss?
    /// Milliseconds since 1970; nil where main never started or nobody knows when.
    package let startedAt: Int64?
    /// When main ended; nil where nobody knows.
    package let endedAt: Int64?
    /// When the last process of the tree was gone.
    package let goneAt: Int64
    package let stop: Stop?
    /// How far the supervisor had to go until the tree was gone.
    package let stage: StopStage
    package let log: LogCounts
    /// Why main ended, as far as its code does not say it.
    package let evidence: EndEvidence

    package init(
        author: Author, main: MainOutcome, startedAt: Int64?, endedAt: Int64?, goneAt: Int64, stop: Stop?,
        stage: StopStage, log: LogCounts, loss: Loss? = nil, evidence: EndEvidence = EndEvidence()
    ) {
        self.author = author
        self.main = main
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.goneAt = goneAt
        self.stop = stop
        self.stage = stage
        self.log = log
        self.loss = loss
        self.evidence = evidence
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        try self.init(RecordFields(parsing: bytes))
    }

    init(_ fields: RecordFields) throws(RecordError) {
        author = try fields.word("by", as: Author.self)
        main = try MainOutcome(fields)
        startedAt = try fields.optionalInteger("started_at")
        endedAt = try fields.optionalInteger("ended_at")
        goneAt = try fields.integer("gone_at")
        stop = try fields.optionalFields("stop").map { (stop) throws(RecordError) in
            Stop(
                mode: try stop.word("mode", as: StopRecord.Mode.self), requester: try stop.string("by"),
                time: try stop.integer("t"), beforeEnd: try stop.flag("before_end"))
        }
        stage = try fields.word("stage", as: StopStage.self)
        log = try LogCounts(fields)
        loss = try fields.optionalWord("lost", as: Loss.self)
        evidence = try EndEvidence(fields)
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("v", 1)
        writer.member("by", author.rawValue)
        main.write(to: &writer)
        writer.member("started_at", startedAt)
        writer.member("ended_at", endedAt)
        writer.member("gone_at", goneAt)
        writer.key("stop")
        if let stop {
            writer.beginObject()
            writer.member("mode", stop.mode.rawValue)
            writer.member("by", stop.requester)
            writer.member("t", stop.time)
            writer.member("before_end", stop.beforeEnd)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.member("stage", stage.rawValue)
        log.write(to: &writer)
        writer.member("lost", loss?.rawValue)
        evidence.write(to: &writer)
        writer.endObject()
    }
}
