/// meta.json: what a user may change of a job, as it stands now. Missing until somebody changes something.
internal import JSON

package struct MetaRecord: Equatable, Sendable {
    package var name: String?
    package var labels: JobLabels

    package init(name: String?, labels: JobLabels) {
        self.name = name
        self.labels = labels
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        try self.init(RecordFields(parsing: bytes))
    }

    init(_ fields: RecordFields) throws(RecordError) {
        name = try fields.optionalString("name")
        labels = try JobLabels(fields)
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("v", 1)
        writer.member("name", name)
        labels.write(to: &writer)
        writer.endObject()
    }
}
