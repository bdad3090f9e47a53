/// A strong entity tag made from a file's content: the same bytes have the same tag on every machine.
package import HTTP

package enum ContentTag {
    /// 64 bits of mixing, good against accident and not against malice: the files are our own.
    package static func make(_ bytes: [UInt8]) -> EntityTag {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        var word: UInt64 = 0
        var filled = 0
        for byte in bytes {
            word = word << 8 | UInt64(byte)
            filled += 1
            if filled == 8 {
                hash = mix(hash ^ word)
                word = 0
                filled = 0
            }
        }
        hash = mix(mix(hash ^ word) ^ UInt64(filled))
        return EntityTag(String(hash, radix: 36) + "-" + String(bytes.count, radix: 36))
    }

    /// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
