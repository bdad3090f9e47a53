/// The bytes before a frame's payload, gathered one by one (RFC 6455 section 5.2).
struct FrameHeader: Sendable {
    private var bytes: [UInt8] = []

    var opcode: Frame.Opcode? { Frame.Opcode(rawValue: bytes[0] & 0x0F) }
    var isFinal: Bool { bytes[0] & 0x80 != 0 }
    var hasReservedBits: Bool { bytes[0] & 0x70 != 0 }
    var isMasked: Bool { bytes[1] & 0x80 != 0 }
    var isEmpty: Bool { bytes.isEmpty }

    /// True once the first two bytes are there, when opcode, flags and mask can be judged.
    var hasStart: Bool { bytes.count >= 2 }

    var isComplete: Bool { hasStart && bytes.count == byteCount }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// nil when the length is not in its shortest form or has its top bit set.
    var length: Int? {
        switch bytes[1] & 0x7F {
        case 126:
            let value = Int(bytes[2]) << 8 | Int(bytes[3])
            return value > 125 ? value : nil
        case 127:
            guard bytes[2] & 0x80 == 0 else { return nil }
            let value = bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }
            return value > 0xFFFF ? value : nil
        case let short:
            return Int(short)
        }
    }

    /// What its first two bytes say of the payload: at most this many, unless the length follows.
    var shortLength: Int { Int(bytes[1] & 0x7F) }

    var mask: [UInt8] { isMasked ? Array(bytes.suffix(4)) : [0, 0, 0, 0] }

    private var byteCount: Int {
        let extended =
            switch bytes[1] & 0x7F {
            case 126: 2
            case 127: 8
            default: 0
            }
        return 2 + extended + (isMasked ? 4 : 0)
    }
}
