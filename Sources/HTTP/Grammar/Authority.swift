/// Host and port, as `Host` and absolute targets have them (RFC 9110 section 7.2, RFC 3986 section 3.2).
enum Authority {
    /// A name, an address, or an IPv6 address in brackets, and perhaps a port. The rest that RFC 3986 lets
    /// pass (user names, commas, quotes) serves nobody but those who want two parsers to disagree.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var position = 0
        if bytes.isEmpty { return false }
        if bytes[0] == 0x5B {
            position = 1
            while position < bytes.count, isAddressByte(bytes[position]) { position += 1 }
            guard position > 2, position < bytes.count, bytes[position] == 0x5D else { return false }
            position += 1
        } else {
            while position < bytes.count, isNameByte(bytes[position]) { position += 1 }
            guard position > 0 else { return false }
        }
        return position == bytes.count || isPort(bytes.extracting(position..<bytes.count))
    }

    /// `:` and at most 65535; nothing behind the colon is the scheme's own port.
    private static func isPort(_ bytes: Span<UInt8>) -> Bool {
        guard bytes[0] == 0x3A, bytes.count <= 6 else { return false }
        var port = 0
        var position = 1
        while position < bytes.count {
            guard (0x30...0x39).contains(bytes[position]) else { return false }
            port = port * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        return port <= 65535
    }

    @inline(__always)
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39: true
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x25: true  // - . _ ~ %
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        Hex.value(byte) != nil || byte == 0x3A || byte == 0x2E
    }
}
