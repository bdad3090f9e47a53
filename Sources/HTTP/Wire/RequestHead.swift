/// One complete request head to a request without body, and how its body is framed (RFC 9112 sections 3, 5,
/// 6).
struct RequestHead {
    var request: Request
    var framing: Framing
    /// The client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1).
    var expectsContinue = false

    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// - Parameter bytes: from the first byte of the request line to the end of the blank line.
    init(_ bytes: Span<UInt8>, _ limits: Limits) throws(ParseError) {
        var line = RequestLine()
        let fieldsStart = try line.parse(bytes)
        let block = unsafe bytes.extracting(fieldsStart..<bytes.count - 2).withUnsafeBufferPointer {
            unsafe Array($0)
        }
        var fields = try FieldLines.parse(block, count: 12)
        try RequestHead.checkHost(&fields, line)
        framing = try RequestHead.framing(fields, line.version, limits)
        if fields.contains(.expect), line.version == .http11 {
            guard fields.all(.expect).allSatisfy({ $0.lowercased() == "100-continue" }) else {
                throw .expectation
            }
            expectsContinue = framing != .none
        }
        request = Request(
            method: line.method, target: line.target, origin: line.origin, version: line.version,
            fields: fields)
    }

    /// Section 3.2: exactly one Host in HTTP/1.1; the authority of an absolute target takes its place
    /// (3.2.2).
    private static func checkHost(_ fields: inout Fields, _ line: RequestLine) throws(ParseError) {
        let hosts = fields.all(.host)
        guard hosts.count == 1 || hosts.isEmpty && line.version == .http10 else { throw .hostCount }
        guard hosts.allSatisfy({ $0.utf8.allSatisfy(isHostByte) }) else { throw .host }
        if let authority = line.authority {
            guard authority.utf8.allSatisfy(isHostByte) else { throw .host }
            fields.set(.host, authority)
        }
    }

    /// Registered names, addresses in brackets, a port. No `@`, comma, slash or space.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39: true
        case 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F, 0x7E, 0x25: true  // - . : [ ] _ ~ %
        default: false
        }
    }

    /// Section 6.3. Whatever two parsers could read in two ways is refused.
    private static func framing(
        _ fields: Fields, _ version: Version, _ limits: Limits
    ) throws(ParseError) -> Framing {
        let lengths = fields.contains(.contentLength) ? fields.all(.contentLength) : []
        if fields.contains(.transferEncoding) {
            guard version == .http11 else { throw .codingInHTTP10 }
            guard lengths.isEmpty else { throw .lengthAndCoding }
            let codings = fields.all(.transferEncoding).map { $0.lowercased() }
            if codings == ["chunked"] { return .chunked }
            throw codings.contains { $0.contains("chunked") } ? .transferCoding : .unknownTransferCoding
        }
        guard let text = lengths.first else { return .none }
        guard lengths.count == 1, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .contentLength
        }
        guard let length = Int(text), length <= limits.bodyBytes else {
            throw .bodyTooLarge(limit: limits.bodyBytes)
        }
        return length == 0 ? .none : .length(length)
    }
}
