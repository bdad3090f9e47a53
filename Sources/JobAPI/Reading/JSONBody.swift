/// A request's JSON body to a value, or the problem that says why not: 415, 400 or 422.
import HTTP
import JSON

enum JSONBody {
    typealias Read<Value> = (inout SchemaReader) throws(JSONError) -> Value?

    /// Nil when there is no body.
    static func optional<Value>(_ request: Request, _ read: Read<Value>) throws(ProblemError) -> Value? {
        request.body.isEmpty ? nil : try required(request, read)
    }

    static func required<Value>(_ request: Request, _ read: Read<Value>) throws(ProblemError) -> Value {
        try checkMediaType(request)
        guard !request.body.isEmpty else {
            throw ProblemError(.badRequest, detail: "The body is missing; it must be JSON.")
        }
        var reader = SchemaReader(request.body)
        let value: Value?
        do {
            value = try read(&reader)
            try reader.finish()
        } catch {
            throw malformed(error, in: request.body)
        }
        guard let value, reader.violations.isEmpty else {
            let count = reader.violations.count
            let detail = count == 1 ? "One field is at fault." : "\(count) fields are at fault."
            throw ProblemError(.unprocessableContent, detail: detail, errors: reader.violations)
        }
        return value
    }

    /// A body without a type is refused, too: a page of another origin may send one without asking (CORS).
    private static func checkMediaType(_ request: Request) throws(ProblemError) {
        let sent = request.fields[.contentType]
        if let sent, MediaType(sent)?.essence == MediaType.json.essence { return }
        let found = sent.map { "is \($0)" } ?? "is missing"
        throw ProblemError(
            .unsupportedMediaType, detail: "Content-Type must be application/json, \(found).",
            fields: [.accept: MediaType.json.description])
    }

    private static func malformed(_ error: JSONError, in body: [UInt8]) -> ProblemError {
        let before = body[..<min(error.offset, body.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        let place = "line \(line), column \(column), byte \(error.offset)"
        return ProblemError(
            .badRequest, detail: "The body is not JSON: \(error.reason) (\(place)).",
            errors: [FieldError(pointer: error.pointer, detail: error.reason)])
    }
}
