/// Whether a line may name its level: a look at sixteen bytes at once, so that most lines need no closer one.

enum LevelHint {
    private typealias Block = SIMD2<UInt64>
    private static let width = 16

    /// May be true for a line without a level, never false for one that has one in a form of `LevelForm`.
    static func mayHaveLevel(_ line: UnsafeRawBufferPointer) -> Bool {
        opensLikeARecord(line) || firstHit(in: line, from: 0) < line.count
    }

    /// Where in `text`, which may be many lines, a level may be named first; its end where it is nowhere.
    static func firstHit(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var place = start
        while place <= text.count &- 2 * width {
            let first = marks(in: text.loadUnaligned(fromByteOffset: place, as: Block.self))
            let second = marks(in: text.loadUnaligned(fromByteOffset: place &+ width, as: Block.self))
            let both = first | second
            if both[0] | both[1] != 0 {
                if let hit = hit(first, at: place, in: text) ?? hit(second, at: place &+ width, in: text) {
                    return hit
                }
            }
            place = place &+ 2 * width
        }
        while place < text.count && !isHit(at: place, in: text) { place += 1 }
        return place
    }

    private static func hit(_ marks: Block, at place: Int, in text: UnsafeRawBufferPointer) -> Int? {
        hit(marks[0], at: place, in: text) ?? hit(marks[1], at: place &+ 8, in: text)
    }

    /// `marks`: those of eight bytes from `place` on.
    private static func hit(_ marks: UInt64, at place: Int, in text: UnsafeRawBufferPointer) -> Int? {
        var marks = UInt64(littleEndian: marks)
        while marks != 0 {
            let candidate = place &+ marks.trailingZeroBitCount >> 3
            if isHit(at: candidate, in: text) { return candidate }
            marks &= marks &- 1
        }
        return nil
    }

    /// The high bit of each byte that is one of `=>?@A…Z[`: all that isHit() asks for lies together in ASCII.
    @inline(__always)
    private static func marks(in block: Block) -> Block {
        let highs = Block(repeating: 0x8080_8080_8080_8080)
        let low = block & ~highs
        // 0x80 less `=` in each byte, and 0x80 less what follows `[`: no sum goes over into the next byte.
        let fromEqual = low &+ Block(repeating: 0x4343_4343_4343_4343)
        let aboveBracket = low &+ Block(repeating: 0x2424_2424_2424_2424)
        return fromEqual & ~(aboveBracket | block) & highs
    }

    /// `INFO`, `[error]`, `[W 2026`, `level=`, `lvl=`, `severity=`, `UserWarning:`: each has such a pair.
    private static func isHit(at place: Int, in line: UnsafeRawBufferPointer) -> Bool {
        let byte = line[place]
        if byte == UInt8(ascii: "=") {
            guard place > 0 else { return false }
            let before = line[place - 1] | 0x20
            return before == UInt8(ascii: "l") || before == UInt8(ascii: "e") || before == UInt8(ascii: "y")
        }
        guard place + 1 < line.count else { return false }
        let after = line[place + 1]
        if byte == UInt8(ascii: "[") { return (after | 0x20) &- 0x61 < 26 }
        guard byte &- 0x41 < 26 else { return false }
        return after &- 0x41 < 26 || byte == UInt8(ascii: "W") && after == UInt8(ascii: "a")
    }

    /// JSON, and glog's `W1124`; after blanks.
    @inline(__always)
    private static func opensLikeARecord(_ line: UnsafeRawBufferPointer) -> Bool {
        var first = 0
        while first < line.count, line[first] == 0x20 || line[first] == 0x09 { first += 1 }
        guard first + 1 < line.count else { return false }
        if line[first] == UInt8(ascii: "{") { return true }
        return line[first] &- 0x41 < 26 && line[first + 1] &- 0x30 < 10
    }
}
