/// Bytes to lines, in pieces of any size; nothing is held but offsets, however long a line is.
internal import Glibc

package struct LineSplitter: Sendable {
    /// Text without its terminator and without what was redrawn, as offsets in the stream.
    package struct Line: Equatable, Sendable {
        package let start: UInt64
        package let end: UInt64
    }

    /// Of the next byte that is to come.
    package private(set) var offset: UInt64
    private var redraw: Redraw

    /// `offset` must be the beginning of a line.
    package init(at offset: UInt64 = 0) {
        self.offset = offset
        redraw = Redraw(at: offset)
    }

    /// The next line that ends in `piece`, whose first byte must be at `offset`; takes its bytes from the
    /// front of `piece`. nil: no line ends there any more, and all of `piece` is taken.
    package mutating func next(in piece: inout UnsafeRawBufferPointer, mayReturn: Bool = true) -> Line? {
        guard let base = piece.baseAddress, piece.count > 0 else { return nil }
        guard let found = memchr(base, 10, piece.count) else {
            redraw.add(piece, at: offset, mayReturn: mayReturn)
            offset += UInt64(piece.count)
            piece = UnsafeRawBufferPointer(rebasing: piece[piece.count...])
            return nil
        }
        let length = UnsafeRawPointer(found) - base
        if !mayReturn && redraw.isUntouched {
            defer { move(past: length + 1, of: &piece, base) }
            return Line(start: offset, end: offset + UInt64(length))
        }
        redraw.add(UnsafeRawBufferPointer(rebasing: piece[..<length]), at: offset, mayReturn: mayReturn)
        let end = redraw.end
        let start = redraw.start
        move(past: length + 1, of: &piece, base)
        return Line(start: start, end: end)
    }

    /// The next line begins there.
    @inline(__always)
    private mutating func move(
        past count: Int, of piece: inout UnsafeRawBufferPointer, _ base: UnsafeRawPointer
    ) {
        offset += UInt64(count)
        piece = UnsafeRawBufferPointer(start: base + count, count: piece.count - count)
        redraw = Redraw(at: offset)
    }

    /// Whether the next byte begins a line.
    package var isAtBeginning: Bool { redraw.isUntouched }

    /// Whole lines of `count` bytes, newlines included, were taken by somebody else.
    package mutating func pass(_ count: Int) {
        offset += UInt64(count)
        redraw = Redraw(at: offset)
    }

    /// The line that has begun but not ended, as a line; nil where there is no text of one.
    package mutating func finish() -> Line? {
        let line = take()
        return line.end > line.start ? line : nil
    }

    /// Whether `piece` has a `\r`: one look at all of it is cheaper than one a line.
    package static func hasReturn(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard let base = piece.baseAddress else { return false }
        return memchr(base, 13, piece.count) != nil
    }

    private mutating func take() -> Line {
        let line = Line(start: redraw.start, end: redraw.end)
        redraw = Redraw(at: offset)
        return line
    }
}
