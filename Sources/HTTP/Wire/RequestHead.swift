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
        // The one copy of the head: target and fields are stretches of it.
        let head = unsafe bytes.extracting(0..<bytes.count - 2).withUnsafeBufferPointer { unsafe Array($0) }
        var fields = try FieldLines.parse(head, from: fieldsStart, count: 12)
        try RequestHead.checkHost(fields, line.version)
        framing = try RequestHead.framing(fields, line.version, limits)
        if fields.contains(.expect), line.version == .http11 {
            guard fields.all(.expect).allSatisfy({ $0.lowercased() == "100-continue" }) else {
                throw .expectation
            }
            expectsContinue = framing != .none
        }
        var target = RequestTarget(head, whole: line.target, origin: line.origin)
        if let authority = line.authority {
            target = try RequestHead.absolute(head, line, authority, &fields)
        }
        request = Request(method: line.method, target: target, version: line.version, fields: fields)
    }

    /// Section 3.2: exactly one well-formed Host in HTTP/1.1, at most one in HTTP/1.0.
    private static func checkHost(_ fields: Fields, _ version: Version) throws(ParseError) {
        switch fields.count(of: .host) {
        case 1: break
        case 0 where version == .http10: return
        default: throw .hostCount
        }
        guard fields.withValue(.host, { Authority.isValid($0) }) ?? false else { throw .host }
    }

    /// The authority of an absolute target takes the place of Host (section 3.2.2).
    private static func absolute(
        _ head: [UInt8], _ line: RequestLine, _ authority: Range<Int>, _ fields: inout Fields
    ) throws(ParseError) -> RequestTarget {
        guard Authority.isValid(head.span.extracting(authority)) else { throw .host }
        fields.set(.host, String(decoding: head[authority], as: UTF8.self))
        if let first = head[line.origin].first, first == 0x2F {
            return RequestTarget(head, whole: line.target, origin: line.origin)
        }
        // `http://host` and `http://host?query` ask for the path `/` (RFC 9110 section 4.2.3).
        let bytes = head[line.target] + [0x2F] + head[line.origin]
        let split = line.target.count
        return RequestTarget(Array(bytes), whole: 0..<split, origin: split..<bytes.count)
    }

    /// Section 6.3. Whatever two parsers could read in two ways is refused.
    private static func framing(
        _ fields: Fields, _ version: Version, _ limits: Limits
    ) throws(ParseError) -> Framing {
        if fields.contains(.transferEncoding) {
            guard version == .http11 else { throw .codingInHTTP10 }
            guard !fields.contains(.contentLength) else { throw .lengthAndCoding }
            let codings = fields.all(.transferEncoding).map { $0.lowercased() }
            if codings == ["chunked"] { return .chunked }
            throw codings.contains { $0.contains("chunked") } ? .transferCoding : .unknownTransferCoding
        }
        guard fields.contains(.contentLength) else { return .none }
        let lengths = fields.all(.contentLength)
        guard lengths.count == 1, let text = lengths.first, !text.isEmpty,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw .contentLength
        }
        guard let length = Int(text), length <= limits.bodyBytes else {
            throw .bodyTooLarge(limit: limits.bodyBytes)
        }
        return length == 0 ? .none : .length(length)
    }
}
