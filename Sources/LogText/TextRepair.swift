/// Bytes of a log to text that JSON and a page can carry; the log itself keeps its bytes.

package enum TextRepair {
    /// Whether `bytes` hold a C0 control character other than TAB and ESC: those are left out of a text.
    package static func hasControls(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.contains(where: isDropped)
    }

    package static func withoutControls(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        bytes.filter { !isDropped($0) }
    }

    /// Without controls, and with U+FFFD for what is not UTF-8 (one for each maximal subpart, Unicode 16
    /// section 3.9).
    package static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        hasControls(bytes)
            ? String(decoding: withoutControls(bytes), as: UTF8.self)
            : String(decoding: bytes, as: UTF8.self)
    }

    package static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.withUnsafeBytes { text($0) }
    }

    private static func isDropped(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x09 && byte != 0x1B
    }
}
