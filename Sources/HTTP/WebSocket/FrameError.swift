/// What a peer did wrong on a WebSocket, and the close code that tells it so.
package enum FrameError: Error, Equatable, Sendable {
    case reservedBits
    case opcode
    case masking
    case fragmentedControl
    case controlTooLong
    case length
    case continuation
    case invalidUTF8
    case closeCode
    case messageTooBig(limit: Int)

    package var closeCode: UInt16 {
        switch self {
        case .invalidUTF8: CloseCode.invalidPayload
        case .messageTooBig: CloseCode.messageTooBig
        default: CloseCode.protocolError
        }
    }
}
