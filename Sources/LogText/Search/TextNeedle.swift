/// Finds a text in bytes, thirty-two places at once, with or without regard to the case of ASCII letters.

package struct TextNeedle: Sendable {
    private typealias Block = SIMD2<UInt64>
    private static let width = 16

    /// Folded to lower case where case does not count.
    private let bytes: [UInt8]
    /// What to set in a byte of the text before it is compared: 0x20 for letters whose case does not count.
    private let folds: [UInt8]

    /// - Precondition: `text` is not empty.
    package init(_ text: String, ignoresCase: Bool) {
        precondition(!text.isEmpty, "a needle has a text")
        let raw = Array(text.utf8)
        folds = raw.map { ignoresCase && $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A ? 0x20 : 0 }
        bytes = zip(raw, folds).map { $0 | $1 }
    }

    package var count: Int { bytes.count }

    /// Where the text stands first in `hay` at or after `start`; nil where it doesn't.
    package func first(in hay: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        let last = bytes.count - 1
        let ends = Ends(
            first: Self.spread(bytes[0]), firstFold: Self.spread(folds[0]),
            last: Self.spread(bytes[last]),
            lastFold: Self.spread(folds[last]))
        var place = start
        // Both ends of the needle are compared at each place; what lies between, where both fit.
        while place <= hay.count &- last &- 2 * Self.width {
            let one = marks(hay, place, last, ends)
            let two = marks(hay, place &+ Self.width, last, ends)
            let both = one | two
            if both[0] | both[1] != 0 {
                if let hit = hit(one, at: place, in: hay) ?? hit(two, at: place &+ Self.width, in: hay) {
                    return hit
                }
            }
            place = place &+ 2 * Self.width
        }
        while place + bytes.count <= hay.count {
            if stands(at: place, in: hay) { return place }
            place += 1
        }
        return nil
    }

    private struct Ends {
        let first: Block
        let firstFold: Block
        let last: Block
        let lastFold: Block
    }

    private static func spread(_ byte: UInt8) -> Block {
        Block(repeating: UInt64(byte) &* 0x0101_0101_0101_0101)
    }

    /// The high bit of each byte where both ends fit; rarely of one more above such a byte.
    @inline(__always)
    private func marks(_ hay: UnsafeRawBufferPointer, _ place: Int, _ last: Int, _ ends: Ends)
        -> Block
    {
        let first = hay.loadUnaligned(fromByteOffset: place, as: Block.self) | ends.firstFold
        let end = hay.loadUnaligned(fromByteOffset: place &+ last, as: Block.self) | ends.lastFold
        let difference = (first ^ ends.first) | (end ^ ends.last)
        let ones = Block(repeating: 0x0101_0101_0101_0101)
        return (difference &- ones) & ~difference & Block(repeating: 0x8080_8080_8080_8080)
    }

    private func hit(_ marks: Block, at place: Int, in hay: UnsafeRawBufferPointer) -> Int? {
        hit(marks[0], at: place, in: hay) ?? hit(marks[1], at: place &+ 8, in: hay)
    }

    private func hit(_ marks: UInt64, at place: Int, in hay: UnsafeRawBufferPointer) -> Int? {
        var marks = UInt64(littleEndian: marks)
        while marks != 0 {
            let candidate = place &+ marks.trailingZeroBitCount >> 3
            if stands(at: candidate, in: hay) { return candidate }
            marks &= marks &- 1
        }
        return nil
    }

    private func stands(at place: Int, in hay: UnsafeRawBufferPointer) -> Bool {
        for index in 0..<bytes.count where hay[place &+ index] | folds[index] != bytes[index] {
            return false
        }
        return true
    }
}
