/// What a request asks for (RFC 9110 section 9); case-sensitive.
package struct Method: Hashable, Sendable, CustomStringConvertible {
    /// The token as it stands on the wire.
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let get = Method(rawValue: "GET")
    package static let head = Method(rawValue: "HEAD")
    package static let post = Method(rawValue: "POST")
    package static let put = Method(rawValue: "PUT")
    package static let patch = Method(rawValue: "PATCH")
    package static let delete = Method(rawValue: "DELETE")
    package static let options = Method(rawValue: "OPTIONS")
    package static let trace = Method(rawValue: "TRACE")
    /// A GET with a body (draft-ietf-httpbis-safe-method-w-body): known, so that a path answers 405.
    package static let query = Method(rawValue: "QUERY")

    /// Those the server has heard of: anything else, CONNECT included, is answered 501 (section 9.1).
    package static let known: [Method] = [.get, .post, .head, .put, .patch, .delete, .options, .trace, .query]

    /// True when the method only reads (section 9.2.1).
    package var isSafe: Bool {
        self == .get || self == .head || self == .options || self == .trace
    }

    package var description: String { rawValue }
}
