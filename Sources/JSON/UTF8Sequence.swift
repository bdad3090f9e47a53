/// One UTF-8 sequence among bytes of unknown origin (Unicode 16 section 3.9, table 3-7; RFC 3629).
enum UTF8Sequence {
    /// Length of the character at `start`, whose first byte is 0x80 or above; negative when it is ill-formed:
    /// minus the bytes of its maximal subpart, which one U+FFFD replaces (WHATWG and Unicode agree on that).
    static func length(in bytes: UnsafeRawBufferPointer, at start: Int) -> Int {
        let lead = bytes[start]
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (1, 0x80...0xBF)
            }
        if count == 1 { return -1 }
        for step in 1..<count {
            guard start + step < bytes.count else { return -step }
            let continues = step == 1 ? second.contains(bytes[start + 1]) : bytes[start + step] & 0xC0 == 0x80
            guard continues else { return -step }
        }
        return count
    }

    /// Index of the first byte from `start` that is a quote, a backslash, below 0x20 or above 0x7F; the end
    /// without one. Eight bytes at a time: log text is mostly plain.
    static func endOfPlain(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if hasSpecial(word) { break }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte > 0x7F || byte == 0x22 || byte == 0x5C { return index }
            index += 1
        }
        return index
    }

    /// Whether any of eight bytes needs a closer look. A borrow can only come from a byte that is itself
    /// special.
    private static func hasSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let low = (word &- ones &* 0x20) & ~word
        let quote = (quotes &- ones) & ~quotes
        let slash = (slashes &- ones) & ~slashes
        return (word | low | quote | slash) & (ones &* 0x80) != 0
    }
}
