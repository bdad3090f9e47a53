/// Bytes to frames to whole messages, unmasked, resumable at any byte (RFC 6455 sections 5, 6.2).
package struct FrameDecoder: Sendable {
    private let isServer: Bool
    private let limit: Int
    private var header = FrameHeader()
    private var mask: [UInt8] = []
    private var payload: [UInt8] = []
    private var remaining = 0
    private var inPayload = false
    /// How much of the payload has gone through `text`.
    private var checked = 0
    /// Of the message under way: its opcode and what its fragments have brought.
    private var message: (opcode: Frame.Opcode, bytes: [UInt8])?
    private var text = UTF8Check()

    package enum Event: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
        case ping([UInt8])
        case pong([UInt8])
        /// nil when the peer gave no code.
        case close(UInt16?, reason: String)
    }

    /// - Parameters:
    ///   - isServer: a server takes masked frames only, a client unmasked ones only (section 5.1).
    ///   - limit: bytes of one message.
    package init(isServer: Bool = true, limit: Int) {
        self.isServer = isServer
        self.limit = limit
    }

    /// The next event, or nil when the bytes end before it. Consumes `bytes` from `offset` on. After an
    /// error the
    /// decoder is spent: close with the error's code.
    package mutating func next(_ bytes: Span<UInt8>, from offset: inout Int) throws(FrameError) -> Event? {
        while true {
            while !inPayload {
                guard offset < bytes.count else { return nil }
                header.append(bytes[offset])
                offset += 1
                try judgeHeader()
            }
            take(bytes, from: &offset)
            try checkText()
            guard remaining == 0 else { return nil }
            if let event = try endFrame() { return event }
        }
    }

    private mutating func judgeHeader() throws(FrameError) {
        guard header.hasStart else { return }
        guard !header.hasReservedBits else { throw .reservedBits }
        guard let opcode = header.opcode else { throw .opcode }
        guard header.isMasked == isServer else { throw .masking }
        if opcode.isControl {
            guard header.isFinal else { throw .fragmentedControl }
            guard header.shortLength <= Frame.maxControlPayload else { throw .controlTooLong }
        } else {
            guard (opcode == .continuation) == (message != nil) else { throw .continuation }
        }
        guard header.isComplete else { return }
        guard let length = header.length else { throw .length }
        let before = opcode.isControl ? 0 : message?.bytes.count ?? 0
        guard length <= limit - before || opcode.isControl else { throw .messageTooBig(limit: limit) }
        mask = header.mask
        remaining = length
        payload = []
        inPayload = true
    }

    private mutating func take(_ bytes: Span<UInt8>, from offset: inout Int) {
        let count = min(remaining, bytes.count - offset)
        let start = payload.count
        let part = bytes.extracting(offset..<offset + count)
        // Grows as an array grows: what a header promises is no reason to take memory.
        unsafe part.withUnsafeBufferPointer { unsafe payload.append(contentsOf: $0) }
        if header.isMasked { FrameDecoder.unmask(&payload, from: start, mask) }
        offset += count
        remaining -= count
    }

    /// Section 5.3. The byte at `index` of the payload belongs to the byte at `index % 4` of the mask.
    private static func unmask(_ payload: inout [UInt8], from start: Int, _ mask: [UInt8]) {
        let (a, b, c, d) = (mask[0], mask[1], mask[2], mask[3])
        var bytes = payload.mutableSpan
        var index = start
        while index < bytes.count {
            switch index & 3 {
            case 0 where index + 4 <= bytes.count:
                bytes[index] ^= a
                bytes[index + 1] ^= b
                bytes[index + 2] ^= c
                bytes[index + 3] ^= d
                index += 4
                continue
            case 0: bytes[index] ^= a
            case 1: bytes[index] ^= b
            case 2: bytes[index] ^= c
            default: bytes[index] ^= d
            }
            index += 1
        }
    }

    /// Text is refused at its first bad byte, not at its end.
    private mutating func checkText() throws(FrameError) {
        guard header.opcode == .text || header.opcode == .continuation && message?.opcode == .text else {
            return
        }
        guard text.accept(payload[checked...]) else { throw .invalidUTF8 }
        checked = payload.count
    }

    private mutating func endFrame() throws(FrameError) -> Event? {
        // judgeHeader has refused frames without a known opcode.
        guard let opcode = header.opcode else { preconditionFailure("a judged header has an opcode") }
        let isFinal = header.isFinal
        let bytes = payload
        header = FrameHeader()
        payload = []
        inPayload = false
        checked = 0
        switch opcode {
        case .ping: return .ping(bytes)
        case .pong: return .pong(bytes)
        case .close: return try close(bytes)
        case .text, .binary, .continuation: return try fragment(opcode, bytes, isFinal)
        }
    }

    private mutating func fragment(
        _ opcode: Frame.Opcode, _ bytes: [UInt8], _ isFinal: Bool
    ) throws(FrameError) -> Event? {
        if message == nil {
            message = (opcode, bytes)
        } else {
            message?.bytes.append(contentsOf: bytes)
        }
        guard isFinal, let whole = message else { return nil }
        message = nil
        guard whole.opcode == .text else { return .binary(whole.bytes) }
        guard text.isComplete else { throw .invalidUTF8 }
        return .text(String(decoding: whole.bytes, as: UTF8.self))
    }

    /// Section 5.5.1: nothing, or a code that may be sent and a reason in UTF-8.
    private func close(_ bytes: [UInt8]) throws(FrameError) -> Event {
        guard !bytes.isEmpty else { return .close(nil, reason: "") }
        guard bytes.count >= 2 else { throw .closeCode }
        let code = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        guard CloseCode.isSendable(code) else { throw .closeCode }
        guard let reason = String(validating: bytes[2...], as: UTF8.self) else { throw .invalidUTF8 }
        return .close(code, reason: reason)
    }
}
