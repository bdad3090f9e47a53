/// The client's side of a WebSocket (RFC 6455): handshake, masked frames out, unmasked messages in.
import HTTP
import JSON
import Testing

final class WebSocketClient {
    let head: ResponseHead
    private let client: WireClient
    private var decoder = FrameDecoder(isServer: false, limit: 1 << 26)
    private var received: [UInt8] = []
    private var offset = 0

    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    /// A handshake as browsers send it.
    static let fields: Fields = [
        .upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13", .secWebSocketKey: key,
    ]

    init(_ server: ServerUnderTest, _ target: String, _ extra: Fields = Fields()) throws {
        client = try server.connect()
        var fields = Self.fields
        for (name, value) in extra.pairs { fields.set(name, value) }
        try client.send(.get, target, fields)
        head = try client.head()
        if head.status == .switchingProtocols { try #require(try client.piece() == .end) }
    }

    /// The next event but a ping, which is answered (section 5.5.2); nil once the server has hung up.
    func next() throws -> FrameDecoder.Event? {
        while true {
            let bytes = received
            switch try decoder.next(bytes.span, from: &offset) {
            case .ping(let payload)?:
                try send(.pong, payload)
                continue
            case let event?: return event
            case nil: break
            }
            guard let more = try client.raw() else { return nil }
            received = more
            offset = 0
        }
    }

    /// The next frame of the wire format; control frames on the way are dropped. nil at a close frame.
    func frame() throws -> JSONValue? {
        while let event = try next() {
            switch event {
            case .text(let text): return try JSONValue(parsing: Array(text.utf8))
            case .close: return nil
            case .binary, .ping, .pong: continue
            }
        }
        return nil
    }

    /// The next event that is no message: heartbeats and lines come when they like.
    func control() throws -> FrameDecoder.Event? {
        while let event = try next() {
            if case .text = event { continue }
            return event
        }
        return nil
    }

    func send(_ opcode: Frame.Opcode, _ payload: [UInt8]) throws {
        try client.send(FrameEncoder.encode(Frame(opcode, payload: payload), mask: [1, 2, 3, 4]))
    }

    func send(raw bytes: [UInt8]) throws {
        try client.send(bytes)
    }
}
