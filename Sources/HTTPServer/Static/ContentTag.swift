/// A strong entity tag made from a file's content: the same bytes have the same tag on every machine.
package import HTTP

package struct ContentTag {
    /// Four words are taken at once, each into a lane of its own: none waits for another.
    private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93
    )
    private var count = 0
    /// Bytes behind the last whole block.
    private var rest: [UInt8] = []

    private static let block = 32

    /// 64 bits of mixing, good against accident and not against malice: the files are our own.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        var start = 0
        if !rest.isEmpty {
            start = min(ContentTag.block - rest.count, bytes.count)
            rest.append(contentsOf: bytes[..<start])
            guard rest.count == ContentTag.block else { return }
            rest.withUnsafeBytes { take($0) }
            rest = []
        }
        let end = bytes.count - (bytes.count - start) % ContentTag.block
        take(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        rest.append(contentsOf: bytes[end...])
    }

    package static func make(_ bytes: [UInt8]) -> EntityTag {
        var tag = ContentTag()
        bytes.withUnsafeBytes { tag.add($0) }
        return tag.tag
    }

    var tag: EntityTag {
        var last = self
        // The length tells how many of these bytes there are.
        let padded = rest + [UInt8](repeating: 0, count: ContentTag.block - rest.count)
        padded.withUnsafeBytes { last.take($0) }
        var hash = UInt64(count)
        for lane in [last.lanes.0, last.lanes.1, last.lanes.2, last.lanes.3] {
            hash = ContentTag.mix(hash ^ lane)
        }
        return EntityTag(String(hash, radix: 36) + "-" + String(count, radix: 36))
    }

    /// - Precondition: whole blocks.
    private mutating func take(_ bytes: UnsafeRawBufferPointer) {
        var (first, second, third, fourth) = lanes
        var start = 0
        while start < bytes.count {
            first = ContentTag.fold(first, bytes, start)
            second = ContentTag.fold(second, bytes, start + 8)
            third = ContentTag.fold(third, bytes, start + 16)
            fourth = ContentTag.fold(fourth, bytes, start + 24)
            start += ContentTag.block
        }
        lanes = (first, second, third, fourth)
    }

    @inline(__always)
    private static func fold(_ lane: UInt64, _ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt64 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        let product = (lane ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 32
    }

    /// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
