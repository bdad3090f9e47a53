/// The chunked transfer coding, inwards, resumable at any byte (RFC 9112 section 7.1).
package struct ChunkedDecoder: Sendable {
    private var state = State.size
    /// Of the chunk under way: its size while the digits come, then the bytes still to come.
    private var remaining = 0
    private var digits = 0
    /// Extension and trailer bytes so far: they carry nothing for us and must not flow for ever.
    private var overhead = 0

    private enum State {
        case size, sizeSpace, extensions, sizeEnd
        case data, dataCR, dataLF
        case trailerStart, trailerName, trailerValue, trailerEnd, end
        case done
    }

    package init() {}

    /// Consumes bytes from `offset` on and appends the content to `output`.
    /// - Returns: true when the coding has ended; what lies behind `offset` belongs to the next message.
    package mutating func decode(
        _ bytes: Span<UInt8>, from offset: inout Int, into output: inout [UInt8], _ limits: Limits
    ) throws(ParseError) -> Bool {
        while state != .done {
            guard offset < bytes.count else { return false }
            if state == .data {
                let count = min(remaining, bytes.count - offset)
                let part = bytes.extracting(offset..<offset + count)
                unsafe part.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
                offset += count
                remaining -= count
                if remaining == 0 { state = .dataCR }
            } else {
                try step(bytes[offset], limit: limits.bodyBytes - output.count, limits)
                offset += 1
            }
        }
        return true
    }

    private mutating func step(_ byte: UInt8, limit: Int, _ limits: Limits) throws(ParseError) {
        switch state {
        case .size, .sizeSpace, .extensions, .sizeEnd:
            try sizeStep(byte, limit: limit, limits)
        case .trailerStart, .trailerName, .trailerValue, .trailerEnd, .end:
            try trailerStep(byte, limits)
        case .dataCR:
            guard byte == 0x0D else { throw .chunk }
            state = .dataLF
        case .dataLF:
            guard byte == 0x0A else { throw .chunk }
            state = .size
            digits = 0
        case .data, .done:
            preconditionFailure("data is taken in bulk, and nothing follows the end")
        }
    }

    private mutating func sizeStep(_ byte: UInt8, limit: Int, _ limits: Limits) throws(ParseError) {
        switch state {
        case .size:
            if let digit = Hex.value(byte) {
                digits += 1
                // 15 digits can't overflow, and leading zeros must not go on for ever.
                guard digits <= 15 else { throw .chunk }
                remaining = remaining << 4 | Int(digit)
                guard remaining <= limit else { throw .bodyTooLarge(limit: limits.bodyBytes) }
            } else {
                guard digits > 0 else { throw .chunk }
                try afterSize(byte)
            }
        case .sizeSpace:
            // Space may stand only before an extension (section 7.1.1).
            guard byte == 0x3B || FieldLines.isSpace(byte) else { throw .chunk }
            try spend(limits)
            if byte == 0x3B { state = .extensions }
        case .extensions:
            try spend(limits)
            if byte == 0x0D { state = .sizeEnd } else if !FieldLines.isText(byte) { throw .chunk }
        default:
            guard byte == 0x0A else { throw .chunk }
            state = remaining == 0 ? .trailerStart : .data
        }
    }

    private mutating func afterSize(_ byte: UInt8) throws(ParseError) {
        switch byte {
        case 0x0D: state = .sizeEnd
        case 0x3B: state = .extensions
        case 0x20, 0x09: state = .sizeSpace
        default: throw .chunk
        }
    }

    /// Trailer fields are checked and dropped (section 7.1.2).
    private mutating func trailerStep(_ byte: UInt8, _ limits: Limits) throws(ParseError) {
        try spend(limits)
        switch state {
        case .trailerStart:
            if byte == 0x0D {
                state = .end
                return
            }
            guard Token.contains(byte) else { throw .trailer }
            state = .trailerName
        case .trailerName:
            if byte == 0x3A { state = .trailerValue } else if !Token.contains(byte) { throw .trailer }
        case .trailerValue:
            if byte == 0x0D { state = .trailerEnd } else if !FieldLines.isText(byte) { throw .trailer }
        case .trailerEnd:
            guard byte == 0x0A else { throw .trailer }
            state = .trailerStart
        default:
            guard byte == 0x0A else { throw .trailer }
            state = .done
        }
    }

    private mutating func spend(_ limits: Limits) throws(ParseError) {
        overhead += 1
        guard overhead <= limits.fieldBytes else { throw .chunk }
    }
}
