/// `\r` in a line: what came before the last one was progress; what follows is the line's text.

/// Follows one line over any number of pieces and holds only offsets. A `\r` at the end of the line, as in
/// CRLF, overwrites nothing.
package struct Redraw: Sendable {
    /// Where the text that stays begins, and where it ends.
    package private(set) var start: UInt64
    package private(set) var end: UInt64
    private var returned = false

    /// Whether nothing of the line has come yet.
    var isUntouched: Bool { start == end && !returned }

    /// For a line that begins at `offset`.
    package init(at offset: UInt64) {
        start = offset
        end = offset
    }

    /// The next piece of the line, without its newline; `offset` is where it begins. `mayReturn`: false where
    /// it is known that no `\r` is in it.
    package mutating func add(_ piece: UnsafeRawBufferPointer, at offset: UInt64, mayReturn: Bool = true) {
        guard !piece.isEmpty else { return }
        let carriageReturn = UInt8(ascii: "\r")
        var textEnd = piece.count
        if mayReturn {
            while textEnd > 0 && piece[textEnd - 1] == carriageReturn { textEnd -= 1 }
        }
        if textEnd > 0 {
            let last = mayReturn ? piece[..<textEnd].lastIndex(of: carriageReturn) : nil
            if let last { start = offset + UInt64(last) + 1 } else if returned { start = offset }
            end = offset + UInt64(textEnd)
            returned = false
        }
        if textEnd < piece.count { returned = true }
    }

    /// The part of `line`, which has no newline, that is still to be seen.
    package static func visible(of line: UnsafeRawBufferPointer) -> Range<Int> {
        var redraw = Redraw(at: 0)
        redraw.add(line, at: 0)
        return Int(redraw.start)..<Int(redraw.end)
    }
}
