/// A request as a handler sees it: whole, its body in memory.
package struct Request: Sendable {
    package var method: Method
    private let line: RequestTarget
    package var version: Version
    package var fields: Fields
    package var body: [UInt8]

    /// - Parameter target: a path with an optional query (origin-form, RFC 9112 section 3.2.1).
    package init(
        method: Method = .get, target: String, version: Version = .http11, fields: Fields = Fields(),
        body: [UInt8] = []
    ) {
        self.init(
            method: method, target: RequestTarget(origin: target), version: version, fields: fields,
            body: body)
    }

    init(method: Method, target: RequestTarget, version: Version, fields: Fields, body: [UInt8] = []) {
        self.method = method
        line = target
        self.version = version
        self.fields = fields
        self.body = body
    }

    /// The request target as it stands on the request line.
    package var target: String { line.target }

    /// Percent-encoded, begins with `/` (or is `*` for `OPTIONS *`), without the query.
    package var path: String { line.path }

    /// What follows the `?`, percent-encoded; nil when there is no `?`.
    package var query: String? { line.query }

    /// Where `path` stands among the bytes of the head.
    var pathBytes: (bytes: [UInt8], range: Range<Int>) { (line.bytes, line.pathRange) }

    /// The request without its body: what is needed once it is answered.
    package var head: Request {
        Request(method: method, target: line, version: version, fields: fields)
    }

    /// Whether the connection may serve another request after this one (RFC 9112 section 9.3).
    package var keepsAlive: Bool {
        guard fields.contains(.connection) else { return version == .http11 }
        let options = fields.list(.connection).map { $0.lowercased() }
        if options.contains("close") { return false }
        return version == .http11 || options.contains("keep-alive")
    }
}
