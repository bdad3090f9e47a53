/// What a terminal would show of output that is still being redrawn, by `\r` and by moves of the cursor up.

/// A bar, several bars under one another, a prompt. Text of a row replaces what was there: bars that draw
/// themselves anew draw all of their row.
package struct OpenRows {
    /// A screen that is taller is no set of bars: its last rows are shown.
    private static let limit = 16

    private var rows: [[UInt8]] = [[]]
    private var row = 0
    /// The next byte begins the row anew.
    private var isReturned = false
    /// Rows from here on may still be drawn anew.
    private var top = 0

    /// - Parameter text: what was printed since the last line that stands for good; may hold newlines, where
    ///   bars stand under one another.
    /// - Returns: the rows that are not empty, colours included; controls are left out.
    package static func of(_ text: UnsafeRawBufferPointer) -> [[UInt8]] {
        var screen = OpenRows()
        screen.print(text)
        return screen.rows[screen.top...].filter { !isBlank($0) }
    }

    private mutating func print(_ text: UnsafeRawBufferPointer) {
        var place = 0
        while place < text.count {
            let byte = text[place]
            switch byte {
            case 0x0A:
                move(down: 1)
                isReturned = true
                place += 1
            case 0x0D:
                isReturned = true
                place += 1
            case 0x1B: place = escape(text, at: place)
            case 0x00..<0x20 where byte != 0x09: place += 1
            default:
                let start = place
                while place < text.count, text[place] >= 0x20 || text[place] == 0x09 { place += 1 }
                put(UnsafeRawBufferPointer(rebasing: text[start..<place]))
            }
        }
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) {
        if isReturned { rows[row].removeAll(keepingCapacity: true) }
        isReturned = false
        rows[row].append(contentsOf: bytes)
    }

    /// Index after the sequence at `start`. Colours are kept, moves up and down and erasing are done, the
    /// rest is left out.
    private mutating func escape(_ text: UnsafeRawBufferPointer, at start: Int) -> Int {
        guard start + 1 < text.count else { return text.count }
        if text[start + 1] == UInt8(ascii: "]") { return afterTitle(text, at: start) }
        guard text[start + 1] == UInt8(ascii: "[") else { return start + 2 }
        var end = start + 2
        var number = 0
        while end < text.count, text[end] < 0x40 || text[end] > 0x7E {
            if text[end] &- 0x30 < 10 { number = min(number * 10 + Int(text[end] &- 0x30), 1000) }
            end += 1
        }
        guard end < text.count else { return text.count }
        switch text[end] {
        case UInt8(ascii: "A"), UInt8(ascii: "F"): move(up: max(number, 1))
        case UInt8(ascii: "B"), UInt8(ascii: "E"): move(down: max(number, 1))
        case UInt8(ascii: "G"): isReturned = isReturned || number <= 1
        case UInt8(ascii: "K"):
            if number == 2 || isReturned { rows[row].removeAll(keepingCapacity: true) }
        case UInt8(ascii: "J"): rows.removeSubrange((row + 1)...)
        case UInt8(ascii: "m"): put(UnsafeRawBufferPointer(rebasing: text[start..<end + 1]))
        default: break
        }
        return end + 1
    }

    /// A title or a link: ESC ] … up to BEL or ESC \ (ECMA-48 section 8.3.89).
    private func afterTitle(_ text: UnsafeRawBufferPointer, at start: Int) -> Int {
        var end = start + 2
        while end < text.count, text[end] != 0x07, text[end] != 0x1B { end += 1 }
        return end < text.count && text[end] == 0x1B ? end + 2 : end + 1
    }

    private mutating func move(up count: Int) {
        for _ in 0..<count {
            if row > 0 { row -= 1 } else { rows.insert([], at: 0) }
        }
        top = row
        // As a terminal does, the cursor keeps its column; bars return before they draw.
        isReturned = true
        if rows.count > Self.limit { rows.removeLast(rows.count - Self.limit) }
    }

    private mutating func move(down count: Int) {
        for _ in 0..<count {
            row += 1
            if row < rows.count { continue }
            rows.append([])
            // Below all that was drawn: what stands above is not drawn again, unless the cursor comes back.
            top = row
            if rows.count > Self.limit {
                rows.removeFirst()
                row -= 1
                top = row
            }
        }
    }

    private static func isBlank(_ row: [UInt8]) -> Bool {
        let text = row.withUnsafeBytes { LevelDetector.hasEscape($0) ? AnsiText.plain($0) : Array($0) }
        return text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }
}
