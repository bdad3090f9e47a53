/// What somebody asks for when a job is to be made.
package import JSON
package import JobDirectory

package struct JobRequest: Equatable, Sendable {
    package let template: String
    package let parameters: JSONObject
    package let name: String?
    package let environment: [String: String]
    /// As a person writes it, `2h`; nil: the template's.
    package let timeout: String?

    package let labels: JobLabels
    /// The job that this one repeats.
    package let parent: JobID?
    /// As the client sent it; nil: each request is a job of its own.
    package let idempotencyKey: String?

    package init(
        template: String, parameters: JSONObject = [:], name: String? = nil,
        environment: [String: String] = [:], timeout: String? = nil, labels: JobLabels = JobLabels(),
        parent: JobID? = nil, idempotencyKey: String? = nil
    ) {
        self.template = template
        self.parameters = parameters
        self.name = name
        self.environment = environment
        self.timeout = timeout
        self.labels = labels
        self.parent = parent
        self.idempotencyKey = idempotencyKey
    }

    /// nil without a key.
    var idempotency: Idempotency? {
        idempotencyKey.map { Idempotency(key: $0, digest: Idempotency.digest(of: canonical)) }
    }

    /// The same bytes for the same wish, in whatever order it was written.
    private var canonical: [UInt8] {
        let words: JSONValue = [
            "template": .string(template), "parameters": Self.sorted(.object(parameters)),
            "name": name.map { .string($0) } ?? .null, "timeout": timeout.map { .string($0) } ?? .null,
            "environment": Self.sorted(.object(environment.reduce(into: JSONObject()) {
                $0.append($1.key, .string($1.value))
            })),
            "tags": .array(labels.tags.map { .string($0) }), "note": labels.note.map { .string($0) } ?? .null,
            "priority": .integer(Int64(labels.priority)), "pinned": .bool(labels.isPinned),
            "parent": parent.map { .string($0.text) } ?? .null,
        ]
        return words.encoded()
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for member in object.sorted(by: { $0.name < $1.name }) {
                result.append(member.name, sorted(member.value))
            }
            return .object(result)
        case .array(let items): return .array(items.map(sorted))
        default: return value
        }
    }
}
