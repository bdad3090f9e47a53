/// `METHOD SP TARGET SP HTTP/1.1`, single spaces, no exceptions (RFC 9112 section 3).
struct RequestLine {
    var method = Method.get
    var target = ""
    /// Path and query of the target.
    var origin = ""
    /// Host and port of an absolute target; nil for the usual form.
    var authority: String?
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
        let targetEnd = position
        version = try RequestLine.version(bytes, at: targetEnd + 1)
        method = try RequestLine.method(bytes.extracting(0..<methodEnd))
        try take(target: bytes.extracting(methodEnd + 1..<targetEnd))
        return targetEnd + 11
    }

    private static func version(_ bytes: Span<UInt8>, at start: Int) throws(ParseError) -> Version {
        // The head ends with CR LF CR LF, so that ten bytes are there whenever the line is long enough.
        guard start + 10 <= bytes.count else { throw .requestLine }
        for (index, byte) in "HTTP/".utf8.enumerated() where bytes[start + index] != byte {
            throw .requestLine
        }
        let major = bytes[start + 5]
        let minor = bytes[start + 7]
        guard (0x30...0x39).contains(major), bytes[start + 6] == 0x2E, (0x30...0x39).contains(minor),
            bytes[start + 8] == 0x0D, bytes[start + 9] == 0x0A
        else { throw .requestLine }
        guard major == 0x31 else { throw .version }
        return minor == 0x30 ? .http10 : .http11
    }

    private static func method(_ bytes: Span<UInt8>) throws(ParseError) -> Method {
        for method in Method.known where bytes.count == method.rawValue.utf8.count {
            var index = 0
            for byte in method.rawValue.utf8 where bytes[index] == byte { index += 1 }
            if index == bytes.count { return method }
        }
        throw .method
    }

    private mutating func take(target bytes: Span<UInt8>) throws(ParseError) {
        target = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        origin = target
        if bytes[0] != 0x2F {
            if method == .options && target == "*" { return }
            try takeAbsolute()
        }
        try RequestLine.check(origin)
    }

    /// Absolute-form, which a server must accept even though only proxies ask for it (section 3.2.2).
    private mutating func takeAbsolute() throws(ParseError) {
        guard let colon = target.firstIndex(of: ":"),
            ["http", "https"].contains(target[..<colon].lowercased())
        else {
            throw .target
        }
        let rest = target[colon...].dropFirst()
        guard rest.hasPrefix("//") else { throw .target }
        let end = rest.dropFirst(2).firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let host = rest.dropFirst(2)[..<end]
        guard !host.isEmpty else { throw .target }
        authority = String(host)
        origin = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
    }

    /// No fragment; in the path each `%` has two hex digits and none of them makes a NUL.
    private static func check(_ origin: String) throws(ParseError) {
        var rest = origin.utf8.makeIterator()
        var inPath = true
        while let byte = rest.next() {
            switch byte {
            case 0x23: throw .target
            case 0x3F: inPath = false
            case 0x25 where inPath:
                guard let high = rest.next().flatMap(Hex.value), let low = rest.next().flatMap(Hex.value),
                    high | low != 0
                else { throw .target }
            default: break
            }
        }
    }
}
