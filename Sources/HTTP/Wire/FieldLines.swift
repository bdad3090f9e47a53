/// The field lines of a message head, checked byte by byte (RFC 9112 section 5).
enum FieldLines {
    /// - Parameters:
    ///   - block: field lines from `start` on, each with its CR LF; every LF is known to follow a CR.
    ///   - lines: how many there may be; a guess.
    static func parse(_ block: [UInt8], from start: Int = 0, count lines: Int) throws(ParseError) -> Fields {
        var fields = Fields(adopting: block, expecting: lines)
        var position = start
        let bytes = block.span
        while position < bytes.count {
            try line(bytes, &position, into: &fields)
        }
        return fields
    }

    private static func line(
        _ bytes: Span<UInt8>, _ position: inout Int, into fields: inout Fields
    ) throws(ParseError) {
        let start = position
        var hash = FieldName.emptyFold
        while Token.contains(bytes[position]) {
            hash = FieldName.fold(hash, bytes[position])
            position += 1
        }
        let name = start..<position
        guard bytes[position] == 0x3A else { throw refusal(bytes[position], name) }
        guard !name.isEmpty else { throw .fieldName }
        position += 1
        while isSpace(bytes[position]) { position += 1 }
        let value = position
        while isText(bytes[position]) { position += 1 }
        guard bytes[position] == 0x0D else { throw .fieldValue }
        guard bytes[position + 1] == 0x0A else { throw .bareCR }
        var end = position
        while end > value, isSpace(bytes[end - 1]) { end -= 1 }
        fields.enter(folded: hash, name: name, value: value..<end)
        position += 2
    }

    private static func refusal(_ byte: UInt8, _ name: Range<Int>) -> ParseError {
        guard isSpace(byte) else { return .fieldName }
        // A space first is a folded line (section 5.2); after the name it once served smuggling (section
        // 5.1).
        return name.isEmpty ? .lineFolding : .spaceBeforeColon
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }

    /// VCHAR, obs-text, space and tab (RFC 9110 section 5.5); all other control characters are refused.
    @inline(__always)
    static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }
}
