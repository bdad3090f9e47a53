/// Hexadecimal digits, as chunk sizes and percent-encoding use them.
enum Hex {
    /// 0...15; nil when the byte is no hex digit.
    @inline(__always)
    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
