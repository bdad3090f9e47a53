/// Whether a line may name its level: a look at eight bytes at once, so that most lines need no closer one.

enum LevelHint {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// May be true for a line without a level, never false for one that has one in a form of `LevelForm`.
    static func mayHaveLevel(_ line: UnsafeRawBufferPointer) -> Bool {
        if opensLikeARecord(line) { return true }
        guard line.count >= 8 else { return line.indices.contains { isHit(at: $0, in: line) } }
        // The last word overlaps the one before.
        let last = line.count - 8
        var place = 0
        while true {
            var marks = marks(in: line.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            while marks != 0 {
                if isHit(at: place + marks.trailingZeroBitCount >> 3, in: line) { return true }
                marks &= marks - 1
            }
            if place == last { return false }
            place = min(place + 8, last)
        }
    }

    /// The high bit of each byte that is one of `=>?@A…Z[`: all that isHit() asks for lies together in ASCII.
    @inline(__always)
    private static func marks(in word: UInt64) -> UInt64 {
        let word = UInt64(littleEndian: word)
        let low = word & ~highs
        let fromEqual = low &+ ones &* (0x80 - 0x3D)
        let aboveBracket = low &+ ones &* (0x80 - 0x5C)
        return fromEqual & ~aboveBracket & ~word & highs
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
    private static func opensLikeARecord(_ line: UnsafeRawBufferPointer) -> Bool {
        var first = 0
        while first < line.count, line[first] == 0x20 || line[first] == 0x09 { first += 1 }
        guard first + 1 < line.count else { return false }
        if line[first] == UInt8(ascii: "{") { return true }
        return line[first] &- 0x41 < 26 && line[first + 1] &- 0x30 < 10
    }
}
