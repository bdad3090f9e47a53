/// Which bytes may stand in a token: methods, field names, parameters (RFC 9110 section 5.6.2).
enum Token {
    /// One bit for each of the 128 ASCII characters.
    private static let low = mask("!#$%&'*+-.0123456789", from: 0)
    private static let high = mask("ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~", from: 64)

    @inline(__always)
    static func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
        return byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    private static func mask(_ characters: String, from start: UInt8) -> UInt64 {
        characters.utf8.reduce(0) { $0 | 1 << UInt64($1 - start) }
    }
}
