/// Header fields in wire order, repeats kept, names without regard to case (RFC 9110 section 5).
///
/// One byte buffer and offsets into it: a `String` is made only of what somebody asks for.
package struct Fields: Sendable, Equatable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// `bytes` holds just the field lines, as they go out.
    private var isEncoded = true

    private struct Entry: Sendable {
        var folded: UInt32
        var nameStart: UInt32
        var nameCount: UInt32
        var valueStart: UInt32
        var valueCount: UInt32
    }

    package init() {}

    package init(dictionaryLiteral elements: (FieldName, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Number of field lines, repeats counted.
    package var count: Int { entries.count }

    package var isEmpty: Bool { entries.isEmpty }

    /// The value of the first field of that name; nil when there is none. Setting replaces all of that name.
    package subscript(name: FieldName) -> String? {
        get { first(name).map(value) }
        set {
            remove(name)
            if let newValue { append(name, newValue) }
        }
    }

    package func contains(_ name: FieldName) -> Bool {
        first(name) != nil
    }

    /// How many fields bear that name.
    package func count(of name: FieldName) -> Int {
        var count = 0
        for entry in entries where isNamed(entry, name) { count += 1 }
        return count
    }

    /// Shows the bytes of the first value of that name without making text of them; nil when there is none.
    package func withValue<Result>(_ name: FieldName, _ body: (Span<UInt8>) -> Result) -> Result? {
        guard let entry = first(name) else { return nil }
        let start = Int(entry.valueStart)
        return body(bytes.span.extracting(start..<start + Int(entry.valueCount)))
    }

    /// The values of all fields of that name, in order.
    package func all(_ name: FieldName) -> [String] {
        entries.filter { isNamed($0, name) }.map(value)
    }

    /// The elements of a comma-separated list that may be spread over several fields (section 5.6.1),
    /// trimmed.
    /// Not for values that may hold quoted commas.
    package func list(_ name: FieldName) -> [Substring] {
        all(name).flatMap { $0.split(separator: ",").map(Fields.trimmed).filter { !$0.isEmpty } }
    }

    /// Adds a field line. Line breaks and NUL in the value become spaces: a value can't begin another field.
    package mutating func append(_ name: FieldName, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.text.utf8)
        let middle = bytes.count
        bytes.append(0x3A)
        bytes.append(0x20)
        for byte in value.utf8 {
            bytes.append(byte == 0x0A || byte == 0x0D || byte == 0 ? 0x20 : byte)
        }
        enter(folded: name.folded, name: start..<middle, value: middle + 2..<bytes.count)
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    /// Replaces all fields of that name by one.
    package mutating func set(_ name: FieldName, _ value: String) {
        remove(name)
        append(name, value)
    }

    package mutating func remove(_ name: FieldName) {
        // The bytes stay behind: fields are removed rarely and live briefly.
        guard contains(name) else { return }
        isEncoded = false
        entries = entries.filter { !isNamed($0, name) }
    }

    /// Names and values in wire order.
    package var pairs: [(name: FieldName, value: String)] {
        entries.map { entry in
            let start = Int(entry.nameStart)
            let name = String(decoding: bytes[start..<start + Int(entry.nameCount)], as: UTF8.self)
            return (FieldName(name), value(entry))
        }
    }

    package var description: String {
        pairs.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }

    package static func == (left: Fields, right: Fields) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Takes the field lines of a message head as they came; the ranges that `enter` gets point into them.
    init(adopting block: [UInt8], expecting lines: Int) {
        bytes = block
        isEncoded = false
        entries.reserveCapacity(lines)
    }

    /// Adds a field line whose bytes are in the buffer already.
    mutating func enter(folded: UInt32, name: Range<Int>, value: Range<Int>) {
        entries.append(
            Entry(
                folded: folded, nameStart: UInt32(name.lowerBound), nameCount: UInt32(name.count),
                valueStart: UInt32(value.lowerBound), valueCount: UInt32(value.count)))
    }

    /// Appends `Name: value` CR LF for each field.
    func encode(into output: inout [UInt8]) {
        if isEncoded {
            output.append(contentsOf: bytes)
            return
        }
        for entry in entries {
            let name = Int(entry.nameStart)
            let value = Int(entry.valueStart)
            output.append(contentsOf: bytes[name..<name + Int(entry.nameCount)])
            output.append(0x3A)
            output.append(0x20)
            output.append(contentsOf: bytes[value..<value + Int(entry.valueCount)])
            output.append(0x0D)
            output.append(0x0A)
        }
    }

    /// Without spaces and tabs at either end.
    static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }

    private func first(_ name: FieldName) -> Entry? {
        for entry in entries where isNamed(entry, name) { return entry }
        return nil
    }

    private func isNamed(_ entry: Entry, _ name: FieldName) -> Bool {
        guard entry.folded == name.folded, Int(entry.nameCount) == name.text.utf8.count else { return false }
        var index = Int(entry.nameStart)
        for byte in name.text.utf8 {
            guard FieldName.lowercase(bytes[index]) == FieldName.lowercase(byte) else { return false }
            index += 1
        }
        return true
    }

    private func value(_ entry: Entry) -> String {
        let start = Int(entry.valueStart)
        return String(decoding: bytes[start..<start + Int(entry.valueCount)], as: UTF8.self)
    }
}
