/// A request as a handler sees it: whole, its body in memory.
package struct Request: Sendable {
    package var method: Method
    /// The request target as it stands on the request line.
    package var target: String
    /// Percent-encoded, begins with `/` (or is `*` for `OPTIONS *`), without the query.
    package var path: String
    /// What follows the `?`, percent-encoded; nil when there is no `?`.
    package var query: String?
    package var version: Version
    package var fields: Fields
    package var body: [UInt8]

    /// - Parameter target: a path with an optional query (origin-form, RFC 9112 section 3.2.1).
    package init(
        method: Method = .get, target: String, version: Version = .http11, fields: Fields = Fields(),
        body: [UInt8] = []
    ) {
        self.init(
            method: method, target: target, origin: target, version: version, fields: fields, body: body)
    }

    /// - Parameter origin: path and query, where the target holds more than that (absolute-form).
    init(method: Method, target: String, origin: String, version: Version, fields: Fields, body: [UInt8] = [])
    {
        self.method = method
        self.target = target
        if let mark = origin.utf8.firstIndex(of: 0x3F) {
            path = String(origin[..<mark])
            query = String(origin[origin.utf8.index(after: mark)...])
        } else {
            path = origin
            query = nil
        }
        self.version = version
        self.fields = fields
        self.body = body
    }

    /// Whether the connection may serve another request after this one (RFC 9112 section 9.3).
    package var keepsAlive: Bool {
        guard fields.contains(.connection) else { return version == .http11 }
        let options = fields.list(.connection).map { $0.lowercased() }
        if options.contains("close") { return false }
        return version == .http11 || options.contains("keep-alive")
    }
}
