/// Tells a whole line from a torn one: 64 bits of all its bytes, eight at a time.

enum LineChecksum {
    /// A file system may leave zeros, an older block or half a line behind after a power cut; nobody forges
    /// one.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
        var sum = UInt64(bytes.count) &* prime
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            sum = mixed(sum ^ word, prime)
            offset += 8
        }
        while offset < bytes.count {
            sum = mixed(sum ^ UInt64(bytes[offset]), prime)
            offset += 1
        }
        return sum ^ sum >> 29
    }

    private static func mixed(_ word: UInt64, _ prime: UInt64) -> UInt64 {
        let product = word &* prime
        return product ^ product >> 32
    }
}
