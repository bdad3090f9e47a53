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

    package init(
        id: JobID, template: String, name: String?, parameters: JSONObject, environment: [String: String],
        flavor: String, command: [String], stop: StopPolicy, createdAt: Int64,
        timeout: Int64? = nil, retries: RetryPolicy = .none
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
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
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
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
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
        writer.endObject()
        return writer.bytes
    }
}
