/// A number as programs print it, read in place.

struct NumberText: Equatable {
    let value: Double
    /// Index after its last digit.
    let end: Int
    /// Whether it says that it is no count: a fraction, an exponent, nan or inf.
    let isReal: Bool

    private static let limit = 32

    /// The number that begins at `start`; nil where none does. `1.` and `.5` are numbers, `1_000` and `0x1f`
    /// are none.
    static func read(_ text: UnsafeRawBufferPointer, at start: Int) -> NumberText? {
        var place = start
        if place < text.count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
            place += 1
        }
        if let word = word(text, at: place) {
            let isNegative = text[start] == UInt8(ascii: "-")
            return NumberText(value: isNegative ? -word.value : word.value, end: word.end, isReal: true)
        }
        let whole = digits(text, from: place)
        var end = place + whole
        var fraction = 0
        var isReal = false
        if end < text.count, text[end] == UInt8(ascii: ".") {
            fraction = digits(text, from: end + 1)
            if whole > 0 || fraction > 0 {
                // The dot of "loss=3." may end a sentence: then it is not the number's.
                if fraction > 0 { end += 1 + fraction }
                isReal = fraction > 0
            }
        }
        guard whole + fraction > 0 else { return nil }
        if let exponent = exponent(text, at: end) {
            end = exponent
            isReal = true
        }
        guard end - start <= limit else { return nil }
        let written = String(
            decoding: UnsafeRawBufferPointer(rebasing: text[start..<end]), as: UTF8.self)
        guard let value = Double(written) else { return nil }
        return NumberText(value: value, end: end, isReal: isReal)
    }

    /// How many digits stand at `start`.
    static func digits(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var place = start
        while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
        return place - start
    }

    /// `value` as a count; nil where it is none, or too large to be exact.
    static func count(_ value: Double) -> Int64? {
        guard value >= 0, value <= 0x1p53 else { return nil }
        let whole = Int64(value)
        return Double(whole) == value ? whole : nil
    }

    private static func exponent(_ text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        guard start < text.count, text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        var place = start + 1
        if place < text.count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
            place += 1
        }
        let count = digits(text, from: place)
        return count > 0 ? place + count : nil
    }

    /// `nan`, `inf`, `Infinity`, in any case of letters.
    private static func word(_ text: UnsafeRawBufferPointer, at start: Int) -> (
        value: Double, end: Int
    )? {
        guard start < text.count else { return nil }
        let first = text[start] | 0x20
        if first == UInt8(ascii: "n") && matches(text, "nan", at: start) { return (.nan, start + 3) }
        guard first == UInt8(ascii: "i"), matches(text, "inf", at: start) else { return nil }
        return (.infinity, matches(text, "infinity", at: start) ? start + 8 : start + 3)
    }

    /// `word` in lower case.
    private static func matches(_ text: UnsafeRawBufferPointer, _ word: StaticString, at start: Int)
        -> Bool
    {
        guard start + word.utf8CodeUnitCount <= text.count else { return false }
        for index in 0..<word.utf8CodeUnitCount
        where text[start + index] | 0x20 != word.utf8Start[index] {
            return false
        }
        return true
    }
}
