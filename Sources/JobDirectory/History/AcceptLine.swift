/// One line of accepted.jsonl: a job as it was accepted, or the word that one needs the log no more.
internal import JSON

package enum AcceptLine: Sendable {
    case accepted(JobRecord)
    case settled(JobID)

    /// nil where the line is torn or tells of neither.
    package init?(parsing line: [UInt8]) {
        // A line that says nothing is left out: it is a power cut's.
        guard let fields = try? RecordFields(parsing: line) else { return nil }
        if let text = try? fields.optionalString("settled"), let id = JobID(text) {
            self = .settled(id)
        } else if let record = try? fields.optionalFields("job").map({ try JobRecord($0) }) {
            self = .accepted(record)
        } else {
            return nil
        }
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1024)
        writer.beginObject()
        switch self {
        case .accepted(let record):
            writer.key("job")
            record.write(to: &writer)
        case .settled(let id): writer.member("settled", id.text)
        }
        writer.endObject()
        return HistoryLine.sealed(writer.bytes)
    }
}
