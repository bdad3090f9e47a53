/// Path, query and header parameters of one request to values; collects every violation.
import HTTP

/// Parameters that nobody asks for are ignored.
struct ParameterDecoder {
    enum Place {
        case path, query, header
    }

    private let captures: PathCaptures
    private let fields: Fields
    private let query: [(name: String, value: Substring)]
    private(set) var violations: [FieldError] = []
    private var isPathAtFault = false

    init(_ request: Request, _ captures: PathCaptures) {
        self.captures = captures
        fields = request.fields
        query = Self.split(request.query ?? "")
    }

    var areValid: Bool { violations.isEmpty }

    /// Nil, and noted, when it is missing or at fault.
    mutating func required<Value>(
        _ name: String, in place: Place, _ read: (ParameterText) throws(ParameterText.Fault) -> Value
    ) -> Value? {
        let noted = violations.count
        let value = optional(name, in: place, read)
        if value == nil, violations.count == noted { note(name, place, "is required") }
        return value
    }

    /// Nil when it is missing, or, noted, when it is at fault.
    mutating func optional<Value>(
        _ name: String, in place: Place, _ read: (ParameterText) throws(ParameterText.Fault) -> Value
    ) -> Value? {
        do {
            guard let text = try text(name, place) else { return nil }
            return try read(ParameterText(text: text))
        } catch {
            note(name, place, error.detail)
            return nil
        }
    }

    /// A list in the query whose items are each a parameter of that name. Nil, and noted, when none is there or
    /// one is at fault.
    mutating func requiredList<Value>(
        _ name: String, _ read: (ParameterTexts) throws(ParameterText.Fault) -> Value
    ) -> Value? {
        let noted = violations.count
        let value = optionalList(name, read)
        if value == nil, violations.count == noted { note(name, .query, "is required") }
        return value
    }

    /// Nil when there is none, or, noted, when one is at fault.
    mutating func optionalList<Value>(
        _ name: String, _ read: (ParameterTexts) throws(ParameterText.Fault) -> Value
    ) -> Value? {
        do {
            var texts: [ParameterText] = []
            for value in query where value.name == name {
                texts.append(ParameterText(text: try Self.decoded(value.value)))
            }
            return texts.isEmpty ? nil : try read(ParameterTexts(texts: texts))
        } catch {
            note(name, .query, error.detail)
            return nil
        }
    }

    /// The answer to a request whose parameters are at fault.
    /// - Parameter unknownPath: 404 where the operation documents it: nothing lies at a path that can't be.
    func refusal(unknownPath: Status) -> ProblemError {
        let detail = violations.map { "\($0.parameter ?? ""): \($0.detail)" }.joined(separator: "; ")
        return ProblemError(isPathAtFault ? unknownPath : .badRequest, detail: detail, errors: violations)
    }

    private func text(_ name: String, _ place: Place) throws(ParameterText.Fault) -> String? {
        switch place {
        case .path: return captures[name]
        case .header: return fields[FieldName(name)]
        case .query:
            let values = query.lazy.filter { $0.name == name }
            guard let first = values.first else { return nil }
            guard values.count == 1 else { throw ParameterText.Fault(detail: "must be given only once") }
            return try Self.decoded(first.value)
        }
    }

    private static func decoded(_ value: Substring) throws(ParameterText.Fault) -> String {
        if let text = PercentCoding.decodeQuery(value) { return text }
        throw ParameterText.Fault(detail: "must be percent-encoded UTF-8")
    }

    private mutating func note(_ name: String, _ place: Place, _ detail: String) {
        violations.append(FieldError(parameter: name, detail: detail))
        if place == .path { isPathAtFault = true }
    }

    /// `name=value` pairs; a name whose encoding is broken is none that anybody asks for.
    private static func split(_ query: String) -> [(name: String, value: Substring)] {
        query.split(separator: "&").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decodeQuery(halves[0]) else { return nil }
            return (name, halves.count == 2 ? halves[1] : "")
        }
    }
}
