/// The first two bytes of a WebSocket frame and what they promise (RFC 6455 section 5.2).
package struct Frame: Sendable, Equatable {
    package enum Opcode: UInt8, Sendable {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA

        package var isControl: Bool { rawValue & 0x8 != 0 }
    }

    package var opcode: Opcode
    package var isFinal: Bool
    package var payload: [UInt8]

    package init(_ opcode: Opcode, isFinal: Bool = true, payload: [UInt8]) {
        self.opcode = opcode
        self.isFinal = isFinal
        self.payload = payload
    }

    /// Most bytes of a control frame's payload (section 5.5).
    package static let maxControlPayload = 125
}
