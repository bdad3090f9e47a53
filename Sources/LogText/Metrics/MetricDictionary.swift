/// A Python dictionary or a JSON object in a line, `{'loss': 0.3, 'epoch': 1.0}`: its numbers.

struct MetricDictionary {
    private let text: UnsafeRawBufferPointer
    private var place: Int
    private static let depthLimit = 4

    /// Reads the dictionary that begins at `start`, a brace; false where it is none, or torn.
    static func read(
        _ text: UnsafeRawBufferPointer, at start: Int, into collector: inout MetricCollector
    ) -> Bool {
        var found: [(String, Double)] = []
        var reader = MetricDictionary(text: text, place: start)
        guard reader.object("", depth: 0, &found) else { return false }
        for (name, value) in found { collector.take(name, value) }
        return true
    }

    private mutating func object(_ prefix: String, depth: Int, _ found: inout [(String, Double)])
        -> Bool
    {
        guard depth < Self.depthLimit, take("{") else { return false }
        if take("}") { return true }
        repeat {
            // A comma may stand before the end, as in Python.
            if take("}") { return true }
            guard let key = string(), take(":") else { return false }
            let name = String(decoding: UnsafeRawBufferPointer(rebasing: text[key]), as: UTF8.self)
            guard value(prefix.isEmpty ? name : prefix + "/" + name, depth, &found) else { return false }
        } while take(",")
        return take("}")
    }

    private mutating func value(_ name: String, _ depth: Int, _ found: inout [(String, Double)])
        -> Bool
    {
        skipBlanks()
        guard place < text.count else { return false }
        switch text[place] {
        case UInt8(ascii: "{"): return object(name, depth: depth + 1, &found)
        case UInt8(ascii: "["), UInt8(ascii: "("): return skipList()
        case UInt8(ascii: "'"):
            // Trainers that round print `'loss': '0.3'`.
            guard let word = string() else { return false }
            if let number = NumberText.read(text, at: word.lowerBound), number.end == word.upperBound {
                found.append((name, number.value))
            }
            return true
        case UInt8(ascii: "\""): return string() != nil
        default: return number(name, &found) || keyword()
        }
    }

    /// `0.3`, `tensor(0.3, device='cuda:0')`, `np.float64(0.3)`.
    private mutating func number(_ name: String, _ found: inout [(String, Double)]) -> Bool {
        if let number = NumberText.read(text, at: place), isEnd(number.end) {
            found.append((name, number.value))
            place = number.end
            return true
        }
        var open = place
        while open < text.count, LevelWord.isPart(text[open]) || text[open] == UInt8(ascii: ".") {
            open += 1
        }
        guard open > place, open < text.count, text[open] == UInt8(ascii: "("),
            let number = NumberText.read(text, at: open + 1), number.end < text.count
        else { return false }
        guard text[number.end] == UInt8(ascii: ")") || text[number.end] == UInt8(ascii: ",") else {
            return false
        }
        place = open
        guard skipList() else { return false }
        found.append((name, number.value))
        return true
    }

    private mutating func keyword() -> Bool {
        let start = place
        while place < text.count, LevelWord.isPart(text[place]) { place += 1 }
        return place > start && isEnd(place)
    }

    /// The text between quotes; nil where there is no string, or one with escapes in it that never ends.
    private mutating func string() -> Range<Int>? {
        skipBlanks()
        guard place < text.count, text[place] == UInt8(ascii: "'") || text[place] == UInt8(ascii: "\"")
        else {
            return nil
        }
        let quote = text[place]
        let start = place + 1
        var end = start
        while end < text.count, text[end] != quote { end += text[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < text.count else { return nil }
        place = end + 1
        return start..<end
    }

    /// A list or the arguments of a call, with whatever is in it.
    private mutating func skipList() -> Bool {
        var depth = 0
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if string() == nil { return false }
                continue
            default: break
            }
            place += 1
            if depth == 0 { return true }
        }
        return false
    }

    private func isEnd(_ place: Int) -> Bool {
        guard place < text.count else { return false }
        let byte = text[place]
        return byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == 0x20
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard place < text.count, text[place] == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func skipBlanks() {
        while place < text.count, text[place] == 0x20 || text[place] == 0x09 { place += 1 }
    }
}
