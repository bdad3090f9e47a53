/// Bytes to responses, for a client; bodies come as they arrive (RFC 9112 sections 4, 6.3).
package struct ResponseParser: Sendable {
    private let limits: Limits
    private var phase = Phase.head
    private var scanner = HeadScanner()
    private var held: [UInt8] = []
    /// One for each request sent and not yet answered, oldest first: HEAD has no body whatever its fields
    /// say.
    private var methods: [Method] = []

    private enum Phase: Equatable {
        case head
        case length(Int)
        case chunked
        case untilClose
        case end
    }

    private var decoder = ChunkedDecoder()

    package enum Event: Sendable, Equatable {
        /// 101 is followed by `end` and then by bytes of another protocol. Other 1xx are skipped.
        case head(ResponseHead)
        case body([UInt8])
        case end
    }

    /// - Parameter limits: `bodyBytes` bounds one piece of a chunked body, not the whole.
    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// To be called for each request, in order, before its response is parsed.
    package mutating func expect(_ method: Method) {
        methods.append(method)
    }

    /// The next event, or nil when the bytes end before it. Consumes `bytes` from `offset` on.
    package mutating func next(_ bytes: Span<UInt8>, from offset: inout Int) throws(ParseError) -> Event? {
        switch phase {
        case .head:
            return try head(bytes, from: &offset)
        case .end:
            phase = .head
            return .end
        case .length(let remaining):
            guard let part = take(bytes, from: &offset, atMost: remaining) else { return nil }
            phase = part.count == remaining ? .end : .length(remaining - part.count)
            return .body(part)
        case .untilClose:
            return take(bytes, from: &offset, atMost: .max).map(Event.body)
        case .chunked:
            var part: [UInt8] = []
            if try decoder.decode(bytes, from: &offset, into: &part, limits) { phase = .end }
            if !part.isEmpty { return .body(part) }
            return phase == .end ? try next(bytes, from: &offset) : nil
        }
    }

    /// To be called when the peer has closed.
    /// - Returns: `end` when that ends a body properly, nil between responses.
    /// - Throws: `ParseError.cutOff` when something is missing.
    package mutating func finish() throws(ParseError) -> Event? {
        switch phase {
        case .untilClose, .end:
            phase = .head
            return .end
        case .head where held.isEmpty:
            return nil
        default:
            throw .cutOff
        }
    }

    private func take(_ bytes: Span<UInt8>, from offset: inout Int, atMost limit: Int) -> [UInt8]? {
        let count = min(limit, bytes.count - offset)
        guard count > 0 else { return nil }
        let part = bytes.extracting(offset..<offset + count)
        offset += count
        return unsafe part.withUnsafeBufferPointer { unsafe Array($0) }
    }

    private mutating func head(_ bytes: Span<UInt8>, from offset: inout Int) throws(ParseError) -> Event? {
        while offset < bytes.count {
            let before = held.count
            let rest = bytes.extracting(offset..<bytes.count)
            unsafe rest.withUnsafeBufferPointer { unsafe held.append(contentsOf: $0) }
            let whole = held
            guard let end = try scanner.scan(whole.span, limits) else {
                offset = bytes.count
                return nil
            }
            let head = try ResponseHead(whole.span.extracting(scanner.start..<end))
            held = []
            scanner = HeadScanner()
            offset += end - before
            if head.status.code >= 200 || head.status == .switchingProtocols {
                phase = try framing(head)
                return .head(head)
            }
        }
        return nil
    }

    private mutating func framing(_ head: ResponseHead) throws(ParseError) -> Phase {
        let method = methods.isEmpty ? Method.get : methods.removeFirst()
        guard method != .head, head.status.allowsBody else { return .end }
        if let coding = head.fields[.transferEncoding] {
            guard coding.lowercased() == "chunked" else { throw .unknownTransferCoding }
            decoder = ChunkedDecoder()
            return .chunked
        }
        let lengths = head.fields.all(.contentLength)
        guard let text = lengths.first else { return .untilClose }
        guard let length = Int(text), length >= 0, lengths.allSatisfy({ $0 == text }) else {
            throw .contentLength
        }
        return length == 0 ? .end : .length(length)
    }
}
