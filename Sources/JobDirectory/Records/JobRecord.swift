/// job.json: the request for a job as it was accepted; never changed.
package import JSON

package struct JobRecord: Equatable, Sendable {
    package let id: JobID
    package let template: String
    package let name: String?
    /// As given, with the template's defaults filled in.
    package let parameters: JSONObject
    /// What the request sets over the server's environment.
    package let environment: [String: String]
    package let flavor: String
    /// The argument vector that the parameters gave.
    package let command: [String]
    package let stop: StopPolicy
    /// Milliseconds since 1970.
    package let createdAt: Int64
    /// Milliseconds that main may run; nil: for ever.
    package let timeout: Int64?
    package let retries: RetryPolicy
    /// As the request had them; `meta.json` says what became of them.
    package let labels: JobLabels
    /// The job that this one repeats; nil for a job of its own.
    package let parent: JobID?
    /// What makes a second request of the same key the same job; nil where the request had no key.
    package let idempotency: Idempotency?

    package init(
        id: JobID, template: String, name: String?, parameters: JSONObject, environment: [String: String],
        flavor: String, command: [String], stop: StopPolicy, createdAt: Int64,
        timeout: Int64? = nil, retries: RetryPolicy = .none, labels: JobLabels = JobLabels(),
        parent: JobID? = nil, idempotency: Idempotency? = nil
    ) {
        self.id = id
        self.template = template
        self.name = name
        self.parameters = parameters
        self.environment = environment
        self.flavor = flavor
        self.command = command
        self.stop = stop
        self.createdAt = createdAt
        self.timeout = timeout
        self.retries = retries
        self.labels = labels
        self.parent = parent
        self.idempotency = idempotency
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        try self.init(RecordFields(parsing: bytes))
    }

    init(_ fields: RecordFields) throws(RecordError) {
        guard let id = JobID(try fields.string("id")) else { throw .wrongKind(field: "id") }
        self.id = id
        template = try fields.string("template")
        name = try fields.optionalString("name")
        parameters = try fields.object("parameters")
        environment = try fields.dictionary("environment")
        flavor = try fields.string("flavor")
        command = try fields.strings("command")
        stop = try StopPolicy(try fields.fields("stop"))
        createdAt = try fields.integer("created_at")
        timeout = try fields.optionalInteger("timeout_ms")
        // Programs before retries existed wrote none.
        retries = try fields.optionalFields("retries").map { (fields) throws(RecordError) in
            try RetryPolicy(fields)
        } ?? .none
        // The same holds for all that follows.
        labels = try JobLabels(fields)
        parent = try fields.optionalString("parent").flatMap { JobID($0) }
        idempotency = try fields.optionalFields("idempotency").map { (fields) throws(RecordError) in
            try Idempotency(fields)
        }
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1024)
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("v", 1)
        writer.member("id", id.text)
        writer.member("template", template)
        writer.member("name", name)
        writer.key("parameters")
        writer.object(parameters)
        writer.member("environment", environment)
        writer.member("flavor", flavor)
        writer.member("command", command)
        writer.key("stop")
        stop.write(to: &writer)
        writer.member("created_at", createdAt)
        writer.member("timeout_ms", timeout)
        writer.key("retries")
        retries.write(to: &writer)
        labels.write(to: &writer)
        if let parent { writer.member("parent", parent.text) }
        if let idempotency {
            writer.key("idempotency")
            idempotency.write(to: &writer)
        }
        writer.endObject()
    }
}
