/// What a handler answers: status, fields, and a body that is bytes, part of a file, a stream or a WebSocket.
package struct Response: Sendable {
    package var status: Status
    /// Without framing: the server adds Content-Length, Transfer-Encoding, Connection and Date.
    package var fields: Fields
    package var body: Body

    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        case file(FileBody)
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
