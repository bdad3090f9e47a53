/// Frames to bytes (RFC 6455 section 5.2).
package enum FrameEncoder {
    /// - Parameter mask: four bytes, from a client only.
    package static func encode(_ frame: Frame, mask: [UInt8]? = nil) -> [UInt8] {
        let count = frame.payload.count
        var output: [UInt8] = []
        output.reserveCapacity(count + 14)
        output.append((frame.isFinal ? 0x80 : 0) | frame.opcode.rawValue)
        let masked: UInt8 = mask == nil ? 0 : 0x80
        if count <= 125 {
            output.append(masked | UInt8(count))
        } else {
            let width = count <= 0xFFFF ? 2 : 8
            output.append(masked | (width == 2 ? 126 : 127))
            for place in (0..<width).reversed() {
                output.append(UInt8(truncatingIfNeeded: count >> (8 * place)))
            }
        }
        if let mask {
            precondition(mask.count == 4, "a mask has four bytes")
            output.append(contentsOf: mask)
            for (index, byte) in frame.payload.enumerated() { output.append(byte ^ mask[index & 3]) }
        } else {
            output.append(contentsOf: frame.payload)
        }
        return output
    }

    /// One whole text message. The bytes must be UTF-8.
    package static func text(_ payload: [UInt8]) -> [UInt8] {
        encode(Frame(.text, payload: payload))
    }

    /// - Parameter code: nil for an empty close frame.
    package static func close(_ code: UInt16?, reason: String = "", mask: [UInt8]? = nil) -> [UInt8] {
        guard let code else { return encode(Frame(.close, payload: []), mask: mask) }
        var payload = [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)]
        for character in reason {
            let bytes = String(character).utf8
            guard payload.count + bytes.count <= Frame.maxControlPayload else { break }
            payload.append(contentsOf: bytes)
        }
        return encode(Frame(.close, payload: payload), mask: mask)
    }
}
