/// A regular expression of the one shape that we compile: a class from begin to end, `^[class]+$`.
///
/// Behind it may stand `+`, `*`, `?`, `{n}`, `{m,}`, `{m,n}` or nothing. Everything else would need an engine
/// for regular expressions at run time.
struct CharacterPattern: Equatable {
    let text: String
    /// Unicode scalars that the class names.
    let ranges: [ClosedRange<UInt32>]
    let isNegated: Bool
    let minimum: Int
    /// Nil: without bound.
    let maximum: Int?

    enum Fault: Error, Equatable {
        case unsupported
        case reversedRange
    }

    init(_ text: String) throws(Fault) {
        self.text = text
        var rest = text.unicodeScalars[...]
        guard rest.popFirst() == "^", rest.popFirst() == "[", rest.popLast() == "$" else {
            throw .unsupported
        }
        isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        ranges = try Self.ranges(&rest)
        (minimum, maximum) = try Self.quantity(rest)
    }

    private static func ranges(_ rest: inout Substring.UnicodeScalarView) throws(Fault) -> [ClosedRange<
        UInt32
    >] {
        var ranges: [ClosedRange<UInt32>] = []
        while true {
            guard let first = rest.popFirst() else { throw .unsupported }
            if first == "]" { return ranges }
            if first == "\\", let known = classes[rest.first ?? "]"] {
                rest.removeFirst()
                ranges += known
                continue
            }
            let low = try scalar(first, &rest)
            guard rest.first == "-", rest.dropFirst().first != "]" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let next = rest.popFirst() else { throw .unsupported }
            let high = try scalar(next, &rest)
            guard low <= high else { throw .reversedRange }
            ranges.append(low...high)
        }
    }

    private static let classes: [Unicode.Scalar: [ClosedRange<UInt32>]] = [
        "d": [0x30...0x39],
        "w": [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A],
    ]

    private static func scalar(
        _ first: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView
    ) throws(Fault) -> UInt32 {
        guard first == "\\" else { return first.value }
        guard let letter = rest.popFirst() else { throw .unsupported }
        switch letter {
        case "t": return 0x09
        case "n": return 0x0A
        case "r": return 0x0D
        case "u", "x":
            let width = letter == "u" ? 4 : 2
            let digits = String(String.UnicodeScalarView(rest.prefix(width)))
            guard digits.unicodeScalars.count == width, let value = UInt32(digits, radix: 16) else {
                throw .unsupported
            }
            rest = rest.dropFirst(width)
            return value
        default:
            // Only punctuation stands for itself; a letter is a class or an assertion that we don't know.
            guard letter.isASCII, !letter.properties.isAlphabetic, !("0"..."9").contains(letter) else {
                throw .unsupported
            }
            return letter.value
        }
    }

    private static func quantity(_ rest: Substring.UnicodeScalarView) throws(Fault) -> (Int, Int?) {
        switch String(rest) {
        case "": return (1, 1)
        case "+": return (1, nil)
        case "*": return (0, nil)
        case "?": return (0, 1)
        default: break
        }
        guard rest.first == "{", rest.last == "}" else { throw .unsupported }
        let numbers = Substring(rest.dropFirst().dropLast()).split(
            separator: ",", omittingEmptySubsequences: false)
        guard numbers.count <= 2, let low = Int(numbers[0]), low >= 0 else { throw .unsupported }
        guard numbers.count == 2 else { return (low, low) }
        if numbers[1].isEmpty { return (low, nil) }
        guard let high = Int(numbers[1]), high >= low else { throw .unsupported }
        return (low, high)
    }
}
