/// If-Match, If-None-Match and their dates: whether a request goes on (RFC 9110 section 13.2.2).
package enum Conditional: Sendable {
    case proceed
    case notModified
    case preconditionFailed

    /// - Parameters:
    ///   - tag: of the representation that would be sent; nil when it has none.
    ///   - modified: when it was last changed; nil when that is not known.
    package static func evaluate(_ request: Request, tag: EntityTag?, modified: HTTPDate?) -> Conditional {
        let fields = request.fields
        if let value = fields[.ifMatch] {
            let matches =
                value == "*" || tag.map { EntityTag.list(value).contains(where: $0.matchesStrongly) } ?? false
            guard matches else { return .preconditionFailed }
        } else if let since = fields[.ifUnmodifiedSince].flatMap(HTTPDate.init), let modified {
            guard modified <= since else { return .preconditionFailed }
        }
        let reads = request.method == .get || request.method == .head
        if fields.contains(.ifNoneMatch) {
            let value = fields.all(.ifNoneMatch).joined(separator: ",")
            let matches =
                value == "*" || tag.map { EntityTag.list(value).contains(where: $0.matchesWeakly) } ?? false
            if matches { return reads ? .notModified : .preconditionFailed }
        } else if reads, let since = fields[.ifModifiedSince].flatMap(HTTPDate.init), let modified {
            if modified <= since { return .notModified }
        }
        return .proceed
    }

    /// Whether a `Range` of the request counts: `If-Range` is absent or names the very representation
    /// (13.1.5).
    package static func honorsRange(_ request: Request, tag: EntityTag?, modified: HTTPDate?) -> Bool {
        guard let value = request.fields[.ifRange] else { return true }
        if value.contains("\"") {
            guard let tag, let asked = EntityTag.list(value).first else { return false }
            return tag.matchesStrongly(asked)
        }
        guard let modified, let asked = HTTPDate(value) else { return false }
        return modified == asked
    }
}
