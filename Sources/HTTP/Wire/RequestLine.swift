/// `METHOD SP TARGET SP HTTP/1.1`, single spaces, no exceptions (RFC 9112 section 3).
struct RequestLine {
    var method = Method.get
    /// Where the target stands.
    var target = 0..<0
    /// Path and query of the target; empty where an absolute target names no path.
    var origin = 0..<0
    /// Host and port of an absolute target; nil for the usual form.
    var authority: Range<Int>?
    var version = Version.http11

    /// - Returns: where the field lines begin.
    mutating func parse(_ bytes: Span<UInt8>) throws(ParseError) -> Int {
        var position = 0
        while Token.contains(bytes[position]) { position += 1 }
        guard position > 0, bytes[position] == 0x20 else { throw .requestLine }
        let methodEnd = position
        position += 1
        while bytes[position] > 0x20, bytes[position] < 0x7F { position += 1 }
        guard position > methodEnd + 1, bytes[position] == 0x20 else { throw .requestLine }
        version = try RequestLine.version(bytes, at: position + 1)
        method = try RequestLine.method(bytes.extracting(0..<methodEnd))
        target = methodEnd + 1..<position
        try judgeTarget(bytes)
        return position + 11
    }

    private static func version(_ bytes: Span<UInt8>, at start: Int) throws(ParseError) -> Version {
        // The head ends with CR LF CR LF, so that ten bytes are there whenever the line is long enough.
        guard start + 10 <= bytes.count else { throw .requestLine }
        guard bytes[start] == 0x48, bytes[start + 1] == 0x54, bytes[start + 2] == 0x54,
            bytes[start + 3] == 0x50, bytes[start + 4] == 0x2F
        else { throw .requestLine }
        let major = bytes[start + 5]
        let minor = bytes[start + 7]
        guard (0x30...0x39).contains(major), bytes[start + 6] == 0x2E, (0x30...0x39).contains(minor),
            bytes[start + 8] == 0x0D, bytes[start + 9] == 0x0A
        else { throw .requestLine }
        guard major == 0x31 else { throw .version }
        return minor == 0x30 ? .http10 : .http11
    }

    private static func method(_ bytes: Span<UInt8>) throws(ParseError) -> Method {
        if bytes.count == 3, bytes[0] == 0x47, bytes[1] == 0x45, bytes[2] == 0x54 { return .get }
        for method in Method.known where bytes.count == method.rawValue.utf8.count {
            var index = 0
            for byte in method.rawValue.utf8 where bytes[index] == byte { index += 1 }
            if index == bytes.count { return method }
        }
        throw .method
    }

    private mutating func judgeTarget(_ bytes: Span<UInt8>) throws(ParseError) {
        origin = target
        if bytes[target.lowerBound] != 0x2F {
            let isStar = bytes[target.lowerBound] == 0x2A && target.count == 1
            if method == .options && isStar { return }
            try takeAbsolute(bytes)
        }
        try check(bytes)
    }

    /// Absolute-form, which a server must accept even though only proxies ask for it (section 3.2.2).
    private mutating func takeAbsolute(_ bytes: Span<UInt8>) throws(ParseError) {
        let text = bytes.extracting(target)
        guard let scheme = ["http://", "https://"].first(where: { RequestLine.begins(text, with: $0) }) else {
            throw .target
        }
        let host = target.lowerBound + scheme.utf8.count
        var end = host
        while end < target.upperBound, bytes[end] != 0x2F, bytes[end] != 0x3F, bytes[end] != 0x23 { end += 1 }
        guard end > host else { throw .target }
        authority = host..<end
        origin = end..<target.upperBound
    }

    /// Schemes are compared without regard to case (RFC 3986 section 3.1).
    private static func begins(_ bytes: Span<UInt8>, with scheme: String) -> Bool {
        guard bytes.count >= scheme.utf8.count else { return false }
        var index = 0
        for byte in scheme.utf8 {
            guard FieldName.lowercase(bytes[index]) == byte else { return false }
            index += 1
        }
        return true
    }

    /// No fragment; in the path each `%` has two hex digits and none of them makes a NUL.
    private func check(_ bytes: Span<UInt8>) throws(ParseError) {
        var position = origin.lowerBound
        var inPath = true
        while position < origin.upperBound {
            switch bytes[position] {
            case 0x23: throw .target
            case 0x3F: inPath = false
            case 0x25 where inPath:
                guard position + 2 < origin.upperBound, let high = Hex.value(bytes[position + 1]),
                    let low = Hex.value(bytes[position + 2]), high | low != 0
                else { throw .target }
            default: break
            }
            position += 1
        }
    }
}
