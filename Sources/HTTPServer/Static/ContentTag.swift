/// A strong entity tag made from a file's content: the same bytes have the same tag on every machine.
package import HTTP

package struct ContentTag {
    private var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var count = 0
    /// Bytes behind the last whole word.
    private var rest: [UInt8] = []

    /// 64 bits of mixing, good against accident and not against malice: the files are our own.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        var start = 0
        while !rest.isEmpty, start < bytes.count {
            rest.append(bytes[start])
            start += 1
            if rest.count == 8 {
                hash = ContentTag.mix(hash ^ ContentTag.word(rest))
                rest = []
            }
        }
        var hash = hash
        while start + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            hash = ContentTag.mix(hash ^ UInt64(littleEndian: word))
            start += 8
        }
        self.hash = hash
        while start < bytes.count {
            rest.append(bytes[start])
            start += 1
        }
    }

    package static func make(_ bytes: [UInt8]) -> EntityTag {
        var tag = ContentTag()
        bytes.withUnsafeBytes { tag.add($0) }
        return tag.tag
    }

    var tag: EntityTag {
        let last = ContentTag.mix(hash ^ ContentTag.word(rest)) ^ UInt64(count)
        return EntityTag(String(ContentTag.mix(last), radix: 36) + "-" + String(count, radix: 36))
    }

    private static func word(_ bytes: [UInt8]) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
