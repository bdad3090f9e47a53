/// From an Upgrade request to 101, or to the refusal that says what is wrong (RFC 6455 section 4.2).
package enum Handshake: Sendable, Equatable {
    /// The value of `Sec-WebSocket-Accept`.
    case accepted(String)
    /// No request for a WebSocket at all: 426 with `Upgrade: websocket`.
    case notAsked
    /// 426 with `Sec-WebSocket-Version: 13`.
    case version
    /// A broken handshake: 400.
    case malformed

    package init(_ request: Request) {
        let fields = request.fields
        guard Handshake.names(fields, .upgrade, "websocket"), Handshake.names(fields, .connection, "upgrade")
        else {
            self = .notAsked
            return
        }
        guard fields.all(.secWebSocketVersion) == ["13"] else {
            self = .version
            return
        }
        let keys = fields.all(.secWebSocketKey)
        guard request.method == .get, request.version == .http11, request.body.isEmpty, keys.count == 1,
            Base64.isSixteenBytes(keys[0])
        else {
            self = .malformed
            return
        }
        self = .accepted(Handshake.accept(key: keys[0]))
    }

    /// What proves to the client that the server has understood its key (section 4.2.2, step 5.4).
    package static func accept(key: String) -> String {
        Base64.encode(SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    /// The subprotocols that the client offers, in its order of preference.
    package static func offered(_ request: Request) -> [String] {
        request.fields.list(.secWebSocketProtocol).map(String.init)
    }

    private static func names(_ fields: Fields, _ name: FieldName, _ token: String) -> Bool {
        fields.list(name).contains { $0.lowercased() == token }
    }
}
