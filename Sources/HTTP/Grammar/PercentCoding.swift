/// Percent-encoding of URI parts (RFC 3986 section 2.1).
package enum PercentCoding {
    /// The decoded text; nil when a `%` lacks its two hex digits or the bytes are not UTF-8.
    package static func decode(_ text: Substring) -> String? {
        guard text.utf8.contains(0x25) else { return String(text) }
        guard let bytes = bytes(text.utf8, plusIsSpace: false) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// As `decode`, and `+` is a space, as in query strings.
    package static func decodeQuery(_ text: Substring) -> String? {
        guard text.utf8.contains(where: { $0 == 0x25 || $0 == 0x2B }) else { return String(text) }
        guard let bytes = bytes(text.utf8, plusIsSpace: true) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func bytes(_ text: Substring.UTF8View, plusIsSpace: Bool) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            if byte == 0x25 {
                guard let high = rest.next().flatMap(Hex.value), let low = rest.next().flatMap(Hex.value)
                else {
                    return nil
                }
                output.append(high << 4 | low)
            } else {
                output.append(byte == 0x2B && plusIsSpace ? 0x20 : byte)
            }
        }
        return output
    }
}
