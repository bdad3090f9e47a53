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

    /// The bytes as a path: unreserved characters and slashes stand for themselves (RFC 3986 section 2.3).
    package static func encode(path bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: text.append(byte)
            default: text += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What `encode(path:)` was given; nil when the coding is broken.
    package static func bytes(path text: String) -> [UInt8]? {
        bytes(Substring(text).utf8, plusIsSpace: false)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

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
