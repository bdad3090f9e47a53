/// Bytes to requests, resumable at any byte, several requests in one arrival (RFC 9112 sections 2-7).
package struct RequestParser: Sendable {
    private let limits: Limits
    private var phase = Phase.head
    private var scanner = HeadScanner()
    /// The part of a head that has come so far; empty between requests, so that an idle connection holds
    /// nothing.
    private var held: [UInt8] = []
    /// The request line has come before the rest of its head, and is none to be refused.
    private var lineIsJudged = false

    private enum Phase {
        case head
        case length(Request, remaining: Int)
        case chunked(Request, ChunkedDecoder)
        /// Holds while a phase is taken out to be worked on, and for good after an error. The request is the
        /// one whose body was at fault.
        case broken(Request?)
    }

    package enum Event: Sendable {
        case request(Request)
        /// The head is whole, its body has not begun, and the client waits to be told `100 Continue`.
        case continueExpected
    }

    package init(limits: Limits) {
        self.limits = limits
    }

    /// Nothing of a request has come yet.
    package private(set) var isBetweenRequests = true

    /// The request whose body has not come whole, or was at fault; without its body.
    package var unfinished: Request? {
        switch phase {
        case .head: nil
        case .length(let request, _), .chunked(let request, _): request.head
        case .broken(let request): request
        }
    }

    /// A head has come, its body has not come whole.
    package var isInBody: Bool {
        if case .head = phase { return false }
        return true
    }

    /// The next event, or nil when the bytes end before it. Consumes `bytes` from `offset` on, all of them
    /// when it
    /// returns nil. After an error the parser is spent: nobody can tell where the next request would begin.
    package mutating func next(_ bytes: Span<UInt8>, from offset: inout Int) throws(ParseError) -> Event? {
        let event = try step(bytes, from: &offset)
        if case .head = phase { isBetweenRequests = held.isEmpty } else { isBetweenRequests = false }
        return event
    }

    private mutating func step(_ bytes: Span<UInt8>, from offset: inout Int) throws(ParseError) -> Event? {
        switch phase {
        case .head:
            guard let head = try head(bytes, from: &offset) else { return nil }
            return try begin(head, bytes, from: &offset)
        case .broken:
            preconditionFailure("a parser is not used after its error")
        default:
            return try body(bytes, from: &offset).map(Event.request)
        }
    }

    /// Parses in place when the whole head has come at once, else gathers it in `held`.
    private mutating func head(
        _ bytes: Span<UInt8>, from offset: inout Int
    ) throws(ParseError) -> RequestHead? {
        guard offset < bytes.count else { return nil }
        let rest = bytes.extracting(offset..<bytes.count)
        guard held.isEmpty else { return try heldHead(rest, from: &offset) }
        // A TLS hello or other noise need not wait for the time limit to be told off.
        guard Token.contains(rest[0]) || rest[0] == 0x0D || rest[0] == 0x0A else { throw .requestLine }
        guard let end = try scan(rest) else {
            hold(rest)
            offset = bytes.count
            return nil
        }
        let start = scanner.start
        scanner = HeadScanner()
        offset += end
        return try RequestHead(rest.extracting(start..<end), limits)
    }

    private mutating func heldHead(
        _ rest: Span<UInt8>, from offset: inout Int
    ) throws(ParseError) -> RequestHead? {
        let before = held.count
        hold(rest)
        let whole = held
        guard let end = try scan(whole.span) else {
            offset += rest.count
            return nil
        }
        let start = scanner.start
        held = []
        scanner = HeadScanner()
        lineIsJudged = false
        offset += end - before
        return try RequestHead(whole.span.extracting(start..<end), limits)
    }

    /// What is at fault first is told first, however the bytes were cut.
    private mutating func scan(_ bytes: Span<UInt8>) throws(ParseError) -> Int? {
        let end: Int?
        do throws(ParseError) {
            end = try scanner.scan(bytes, limits)
        } catch {
            try judgeLine(bytes)
            throw error
        }
        if end == nil { try judgeLine(bytes) }
        return end
    }

    /// Who sends a line that is no request need not wait for the rest of its head: a client of HTTP/0.9
    /// sends no more.
    private mutating func judgeLine(_ bytes: Span<UInt8>) throws(ParseError) {
        guard !lineIsJudged, let range = scanner.startLine else { return }
        var line = RequestLine()
        _ = try line.parse(bytes.extracting(range))
        lineIsJudged = true
    }

    private mutating func hold(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe held.append(contentsOf: $0) }
    }

    private mutating func begin(
        _ head: RequestHead, _ bytes: Span<UInt8>, from offset: inout Int
    ) throws(ParseError) -> Event? {
        switch head.framing {
        case .none: return .request(head.request)
        case .length(let count): phase = .length(head.request, remaining: count)
        case .chunked: phase = .chunked(head.request, ChunkedDecoder())
        }
        if offset == bytes.count { return head.expectsContinue ? .continueExpected : nil }
        return try body(bytes, from: &offset).map(Event.request)
    }

    private mutating func body(_ bytes: Span<UInt8>, from offset: inout Int) throws(ParseError) -> Request? {
        let current = phase
        // The request leaves the phase while its body grows: else each arrival would copy the body.
        phase = .broken(nil)
        switch consume current {
        case .length(var request, let remaining):
            let count = min(remaining, bytes.count - offset)
            request.body.reserveCapacity(request.body.count + remaining)
            let part = bytes.extracting(offset..<offset + count)
            unsafe part.withUnsafeBufferPointer { unsafe request.body.append(contentsOf: $0) }
            offset += count
            phase = count == remaining ? .head : .length(request, remaining: remaining - count)
            return count == remaining ? request : nil
        case .chunked(var request, var decoder):
            let isDone: Bool
            do throws(ParseError) {
                isDone = try decoder.decode(bytes, from: &offset, into: &request.body, limits)
            } catch {
                phase = .broken(request.head)
                throw error
            }
            phase = isDone ? .head : .chunked(request, decoder)
            return isDone ? request : nil
        case .head, .broken:
            preconditionFailure("a body follows a head")
        }
    }
}
