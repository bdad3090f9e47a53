/// Whether bytes that come in pieces are UTF-8 so far: fails at the first byte that can't be (RFC 3629
/// section 4).
package struct UTF8Check: Sendable {
    /// Continuation bytes still to come, and what the next of them may be.
    private var missing = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    package init() {}

    /// No character is under way.
    package var isComplete: Bool { missing == 0 }

    /// False when the bytes, after those before them, can't be UTF-8.
    package mutating func accept(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes {
            guard missing > 0 ? follow(byte) : begin(byte) else { return false }
        }
        return true
    }

    private mutating func follow(_ byte: UInt8) -> Bool {
        guard lower <= byte, byte <= upper else { return false }
        missing -= 1
        (lower, upper) = (0x80, 0xBF)
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF: missing = 2
        case 0xF0...0xF4: missing = 3
        default: return false
        }
        // No overlong forms, no surrogates, nothing above U+10FFFF.
        switch byte {
        case 0xE0: lower = 0xA0
        case 0xED: upper = 0x9F
        case 0xF0: lower = 0x90
        case 0xF4: upper = 0x8F
        default: break
        }
        return true
    }
}
