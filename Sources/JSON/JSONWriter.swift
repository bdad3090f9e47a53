/// Values to JSON bytes (RFC 8259), in one buffer and without Foundation; commas come by themselves.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(reservingCapacity capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the member whose value is written next. Nobody checks that it is new.
    package mutating func key(_ name: String) {
        var name = name
        name.withUTF8 { quoted(UnsafeRawBufferPointer($0), isKey: true) }
        needsComma = false
    }

    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { quoted(UnsafeRawBufferPointer($0), isKey: false) }
    }

    /// A string from bytes of unknown origin; what is not UTF-8 becomes U+FFFD.
    package mutating func string(utf8 text: UnsafeRawBufferPointer) {
        quoted(text, isKey: false)
    }

    /// As above.
    package mutating func string(utf8 text: ArraySlice<UInt8>) {
        text.withUnsafeBytes { string(utf8: $0) }
    }

    package mutating func integer(_ value: Int64) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(value.magnitude)
    }

    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    package mutating func integer(_ value: some BinaryInteger) {
        if let small = Int64(exactly: value) { return integer(small) }
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// The shortest text that reads back as `value`; `null` for infinities and NaN, which JSON can't say.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// What stands between values that are no members of one another, as it is: no comma comes after it.
    package mutating func verbatim(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = false
    }

    package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }
    package mutating func null() { literal("null") }

    /// Most strings need no escape: comma, quotes, text and colon are then one append.
    private mutating func quoted(_ text: UnsafeRawBufferPointer, isKey: Bool) {
        let end = UTF8Sequence.endOfPlain(in: text, from: 0)
        guard end == text.count else { return escaped(text, plain: end, isKey: isKey) }
        let hasComma = needsComma
        needsComma = true
        bytes.append(addingCapacity: end + 4) { output in
            output.withUnsafeMutableBufferPointer { room, count in
                var place = count
                func put(_ byte: UInt8) {
                    room[place] = byte
                    place += 1
                }
                if hasComma { put(UInt8(ascii: ",")) }
                put(UInt8(ascii: "\""))
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[place...])
                    .copyMemory(from: text)
                place += end
                put(UInt8(ascii: "\""))
                if isKey { put(UInt8(ascii: ":")) }
                count = place
            }
        }
    }

    private mutating func escaped(_ text: UnsafeRawBufferPointer, plain: Int, isKey: Bool) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        var end = plain
        while true {
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<end]))
            guard end < text.count else { break }
            start = text[end] < 0x80 ? escape(text[end], at: end) : copySequence(of: text, at: end)
            end = UTF8Sequence.endOfPlain(in: text, from: start)
        }
        bytes.append(UInt8(ascii: "\""))
        if isKey { bytes.append(UInt8(ascii: ":")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func digits(_ value: UInt64) {
        if value < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
            var rest = value
            var start = 20
            while rest > 0 {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                room[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[start..<20]))
        }
    }

    /// Writes one byte that a string can't hold as it is. The index after it.
    private mutating func escape(_ byte: UInt8, at index: Int) -> Int {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
        return index + 1
    }

    /// Copies one character above ASCII, or U+FFFD for what is none. The index after it.
    private mutating func copySequence(of text: UnsafeRawBufferPointer, at index: Int) -> Int {
        let length = UTF8Sequence.length(in: text, at: index)
        guard length > 0 else {
            bytes.append(contentsOf: "\u{FFFD}".utf8)
            return index - length
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[index..<index + length]))
        return index + length
    }
}
