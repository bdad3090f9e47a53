/// One line of history.jsonl: a job that has ended, whole, with what lists ask for in front.
internal import JSON

package struct HistoryRecord: Equatable, Sendable {
    package struct Attempt: Equatable, Sendable {
        package let number: Int
        /// false for one that ended in the queue.
        package let wasLaunched: Bool
        /// Processes that the receipt saw; nil where there is none.
        package let processes: Int?
        package let exit: ExitRecord

        package init(number: Int, wasLaunched: Bool, processes: Int?, exit: ExitRecord) {
            self.number = number
            self.wasLaunched = wasLaunched
            self.processes = processes
            self.exit = exit
        }
    }

    package let head: HistoryHead
    package let job: JobRecord
    /// nil where nobody changed anything.
    package let meta: MetaRecord?
    package let attempts: [Attempt]

    package init(head: HistoryHead, job: JobRecord, meta: MetaRecord?, attempts: [Attempt]) {
        self.head = head
        self.job = job
        self.meta = meta
        self.attempts = attempts
    }

    /// - Parameter bytes: a line that `HistoryLine` has found whole, without its end.
    package init(parsing bytes: [UInt8]) throws(RecordError) {
        head = try HistoryHead(parsing: bytes)
        let fields = try RecordFields(parsing: bytes)
        job = try JobRecord(fields.fields("job"))
        meta = try fields.optionalFields("meta").map { (fields) throws(RecordError) in try MetaRecord(fields) }
        attempts = try fields.list("attempts").map { (fields) throws(RecordError) in
            Attempt(
                number: try fields.integer("n", as: Int.self), wasLaunched: try fields.flag("launched"),
                processes: try fields.optionalInteger("seen", as: Int.self),
                exit: try ExitRecord(fields.fields("exit")))
        }
    }

    /// With its checksum and its end.
    package func line() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 2048)
        writer.beginObject()
        head.write(to: &writer)
        writer.key("job")
        job.write(to: &writer)
        if let meta {
            writer.key("meta")
            meta.write(to: &writer)
        }
        writer.key("attempts")
        writer.beginArray()
        for attempt in attempts {
            writer.beginObject()
            writer.member("n", attempt.number)
            writer.member("launched", attempt.wasLaunched)
            writer.member("seen", attempt.processes)
            writer.key("exit")
            attempt.exit.write(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return HistoryLine.sealed(writer.bytes)
    }
}
