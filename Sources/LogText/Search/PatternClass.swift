/// Sets of characters as a regular expression writes them: `[^a-z\d]`, `\w`, `\u{e9}`.

enum PatternClass {
    /// From behind the bracket at `opened` to behind the one that closes it.
    static func parse(
        _ text: [Unicode.Scalar], _ place: inout Int, opened: Int
    ) throws(PatternError) -> ScalarSet {
        let isInverted = take("^", text, &place)
        var set = ScalarSet([])
        var isFirst = true
        while true {
            guard place < text.count else { throw PatternError(.notClosed("["), at: opened) }
            // A bracket that comes first stands for itself.
            if text[place] == "]" && !isFirst { break }
            isFirst = false
            set = set.union(try item(text, &place))
        }
        place += 1
        return isInverted ? set.inverted : set
    }

    /// What the escape at `place`, behind its backslash, stands for.
    static func escape(_ text: [Unicode.Scalar], _ place: inout Int) throws(PatternError) -> ScalarSet {
        guard place < text.count else { throw PatternError(.badEscape(" "), at: place - 1) }
        let letter = text[place]
        place += 1
        switch letter {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "s": return .spaces
        case "S": return ScalarSet.spaces.inverted
        case "w": return .words
        case "W": return ScalarSet.words.inverted
        case "t": return ScalarSet("\t")
        case "r": return ScalarSet("\r")
        case "n": return ScalarSet("\n")
        case "f": return ScalarSet("\u{0C}")
        case "v": return ScalarSet("\u{0B}")
        case "e": return ScalarSet("\u{1B}")
        case "0": return ScalarSet("\0")
        case "x": return try hex(text, &place, digits: 2)
        case "u": return try hex(text, &place, digits: 4)
        case "a"..."z", "A"..."Z", "1"..."9":
            throw PatternError(.badEscape(Character(letter)), at: place - 2)
        default: return ScalarSet(letter)
        }
    }

    /// One character, or a range of them.
    private static func item(_ text: [Unicode.Scalar], _ place: inout Int) throws(PatternError)
        -> ScalarSet
    {
        let start = place
        let low = try single(text, &place)
        guard low.ranges.count == 1, let first = low.ranges.first, first.count == 1,
            place + 1 < text.count,
            text[place] == "-", text[place + 1] != "]"
        else { return low }
        place += 1
        let high = try single(text, &place)
        guard high.ranges.count == 1, let last = high.ranges.first, last.count == 1,
            first.lowerBound <= last.lowerBound
        else { throw PatternError(.badRange, at: start) }
        return ScalarSet([first.lowerBound...last.lowerBound])
    }

    private static func single(_ text: [Unicode.Scalar], _ place: inout Int) throws(PatternError)
        -> ScalarSet
    {
        let scalar = text[place]
        place += 1
        if scalar != "\\" { return ScalarSet(scalar) }
        // In a class it is a backspace.
        if place < text.count, text[place] == "b" {
            place += 1
            return ScalarSet("\u{8}")
        }
        return try escape(text, &place)
    }

    /// `\x41`, `\u00e9`, `\u{1F600}`.
    private static func hex(
        _ text: [Unicode.Scalar], _ place: inout Int, digits: Int
    ) throws(PatternError) -> ScalarSet {
        let start = place - 2
        let isBraced = take("{", text, &place)
        var value: UInt32 = 0
        var count = 0
        while place < text.count, count < (isBraced ? 6 : digits),
            let digit = UInt32(String(text[place]), radix: 16)
        {
            value = value << 4 | digit
            count += 1
            place += 1
        }
        let isWhole = isBraced ? count > 0 && take("}", text, &place) : count == digits
        guard isWhole, let scalar = Unicode.Scalar(value) else {
            throw PatternError(.badEscape("u"), at: start)
        }
        return ScalarSet(scalar)
    }

    private static func take(_ scalar: Unicode.Scalar, _ text: [Unicode.Scalar], _ place: inout Int)
        -> Bool
    {
        guard place < text.count, text[place] == scalar else { return false }
        place += 1
        return true
    }
}
