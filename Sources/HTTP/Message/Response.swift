/// What a handler answers: status, fields, and a body that is bytes, part of a file, a stream or a WebSocket.
package struct Response: Sendable {
    package var status: Status
    /// Without framing: the server adds Content-Length, Transfer-Encoding, Connection and Date.
    package var fields: Fields
    package var body: Body
    /// While it lasts, a GET of the same head is answered by the same bytes; nil: each is answered anew.
    package var freshness: Freshness?

    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        case file(FileBody)
        /// Bytes and files, one after the other.
        case parts([Body])
        case stream(StreamStart)
        /// Asks for the upgrade: the server checks the handshake and answers 101 or refuses (RFC 6455
        /// section 4.2).
        case webSocket(WebSocketStart)
    }

    package init(status: Status, fields: Fields = Fields(), body: Body = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A body of bytes with its media type.
    package init(status: Status = .ok, type: MediaType, bytes: [UInt8]) {
        self.init(status: status, fields: [.contentType: type.description], body: .bytes(bytes))
    }
}

extension Response.Body {
    /// nil where nobody knows before its end.
    package var length: Int64? {
        switch self {
        case .empty: 0
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let file): file.count
        case .parts(let parts): parts.reduce(0) { $0 + ($1.length ?? 0) }
        case .stream, .webSocket: nil
        }
    }
}
