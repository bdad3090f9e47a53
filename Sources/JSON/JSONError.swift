/// Why bytes are not the JSON that was wanted, and where.
package struct JSONError: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8, expected: String)
        case invalidNumber
        case numberOutOfRange
        case controlCharacter(UInt8)
        case invalidEscape
        case loneSurrogate
        case invalidUTF8
        case duplicateKey(String)
        case tooDeep(limit: Int)
        case trailingBytes
        case wrongKind(expected: String, found: String)
    }

    package let kind: Kind
    /// RFC 6901 pointer of the value at fault; empty for the whole document.
    package let pointer: String
    /// Byte at which it was noticed, counted from 0; the length of the document at its end.
    package let offset: Int

    package init(_ kind: Kind, pointer: String, offset: Int) {
        self.kind = kind
        self.pointer = pointer
        self.offset = offset
    }

    /// What is wrong, without the place.
    package var reason: String {
        switch kind {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte(let byte, let expected): "expected \(expected), found \(Self.name(of: byte))"
        case .invalidNumber: "not a number as JSON writes it"
        case .numberOutOfRange: "the number is too large"
        case .controlCharacter(let byte):
            "a string holds the control character \(Self.name(of: byte)); escape it"
        case .invalidEscape: "an unknown escape after '\\'"
        case .loneSurrogate: "half of a surrogate pair, which is no character"
        case .invalidUTF8: "a string is not UTF-8"
        case .duplicateKey(let name): "the member \"\(name)\" comes twice"
        case .tooDeep(let limit): "nested deeper than \(limit)"
        case .trailingBytes: "something follows the value"
        case .wrongKind(let expected, let found): "must be \(expected), is \(found)"
        }
    }

    private static func name(of byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
        let digits = String(byte, radix: 16)
        return "byte 0x" + (digits.count < 2 ? "0" : "") + digits
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        (pointer.isEmpty ? "" : pointer + ": ") + reason + " (byte \(offset))"
    }
}
