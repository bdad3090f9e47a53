/// Text without its colours and other control sequences (ECMA-48 section 5.4: ESC [ … final byte).

package enum AnsiText {
    package static func plain(_ line: UnsafeRawBufferPointer) -> [UInt8] {
        var plain: [UInt8] = []
        append(plainOf: line, to: &plain)
        return plain
    }

    /// The same, into an array that is used again and again.
    package static func append(plainOf line: UnsafeRawBufferPointer, to plain: inout [UInt8]) {
        plain.reserveCapacity(plain.count + line.count)
        var isEscape = false
        for (place, byte) in line.enumerated() {
            if byte == 0x1B {
                isEscape = true
            } else if isEscape {
                let opens = byte == UInt8(ascii: "[") && line[place - 1] == 0x1B
                if byte >= 0x40 && byte <= 0x7E && !opens { isEscape = false }
            } else {
                plain.append(byte)
            }
        }
    }
}
