/// Where a text that is cut may end: never within a character of UTF-8 (RFC 3629 section 3).

package enum CharacterBorder {
    /// `text` without the character that it begins but does not end; what is no UTF-8 stays as it is.
    package static func withoutCutCharacter(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for (count, byte) in text.suffix(3).reversed().enumerated() {
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return count + 1 < length ? text.dropLast(count + 1) : text
        }
        return text
    }
}
