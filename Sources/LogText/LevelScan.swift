/// A look ahead over many lines at once: which of them say nothing of a level, for certain.

package struct LevelScan {
    private let piece: UnsafeRawBufferPointer
    /// The first place, from the last line asked for on, where a level may be named.
    private var hit = -1

    package init(_ piece: UnsafeRawBufferPointer) {
        self.piece = piece
    }

    /// Whether the line at `range`, which begins after the lines asked for before, names no level and begins
    /// no block: `LevelDetector` would find nothing in it, where no block is open.
    package mutating func isPlain(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return true }
        let first = piece[range.lowerBound]
        // Blanks hide what a line begins with; `F` may be a fatal error of Python's.
        if first <= 0x20 || first == UInt8(ascii: "F") || first == UInt8(ascii: "{") { return false }
        if first &- 0x41 < 26 && range.count > 1 && piece[range.lowerBound &+ 1] &- 0x30 < 10 { return false }
        if piece[range.upperBound &- 1] == UInt8(ascii: ":") { return false }
        if LevelHint.isTensorFlow(piece, range.lowerBound) { return false }
        if hit < range.lowerBound { hit = LevelHint.firstHit(in: piece, from: range.lowerBound) }
        return hit >= range.upperBound
    }
}
