/// Where a connection is in its life: transitions only, no socket and no clock (RFC 9112 section 9).
internal import HTTP

struct ConnectionState: Equatable {
    enum Phase: Equatable {
        /// Between requests.
        case idle
        case readingHead
        case readingBody
        /// A request is being answered; the next one waits.
        case answering
        /// An answer without an end of its own is under way.
        case streaming
        /// A WebSocket.
        case upgraded
        /// The last answer is queued; closes when it is sent.
        case finishing
        /// We have ended our side; what still comes is dropped until the peer ends its own.
        case lingering
        case closed
    }

    enum Event: Equatable {
        /// The bytes so far end between requests, in a head or in a body.
        case waitsForRequest, waitsForHead, waitsForBody
        case requestCame(keepsAlive: Bool)
        /// `isLast`: the body ends with the connection.
        case streamBegan(isLast: Bool)
        case upgraded
        /// The answer is queued to its last byte.
        case answered
        /// No answer comes; the protocol error's is queued.
        case refused
        /// The peer has ended its side.
        case inputEnded
        /// Nothing is owed any more.
        case everythingSent
        case expired
        case failed
        /// The server goes down; `owesNothing` when the peer has all that it was sent.
        case drain(owesNothing: Bool)
    }

    enum Action: Equatable {
        case none
        /// Answer 408, then `refused`.
        case refuseTimeout
        /// Tell the source or the session that the server goes down.
        case sayGoodbye
        /// shutdown(2) our side.
        case endOutput
        case close
    }

    private(set) var phase = Phase.idle
    private(set) var inputHasEnded = false
    private(set) var isLast = false

    /// Whether the next request may be parsed now.
    var takesRequests: Bool {
        phase == .idle || phase == .readingHead || phase == .readingBody
    }

    mutating func apply(_ event: Event) -> Action {
        guard phase != .closed else { return .none }
        switch event {
        case .waitsForRequest, .waitsForHead, .waitsForBody: return wait(event)
        case .requestCame(let keepsAlive):
            isLast = isLast || !keepsAlive
            phase = .answering
            return .none
        case .streamBegan(let isLast):
            self.isLast = self.isLast || isLast
            phase = .streaming
        case .upgraded:
            phase = .upgraded
            isLast = true
        case .answered: phase = isLast ? .finishing : .idle
        case .refused:
            isLast = true
            phase = .finishing
        case .inputEnded: return endInput()
        case .everythingSent: return finish()
        case .expired: return expire()
        case .failed: return close()
        case .drain(let owesNothing): return drain(owesNothing)
        }
        return .none
    }

    private mutating func wait(_ event: Event) -> Action {
        guard takesRequests else { return .none }
        if inputHasEnded {
            // Nothing more can come: an unfinished request stays unfinished.
            phase = .finishing
            return .none
        }
        switch event {
        case .waitsForHead: phase = .readingHead
        case .waitsForBody: phase = .readingBody
        default: phase = isLast ? .finishing : .idle
        }
        return .none
    }

    private mutating func endInput() -> Action {
        inputHasEnded = true
        switch phase {
        case .idle, .readingHead, .readingBody:
            phase = .finishing
            return .none
        case .lingering, .upgraded: return close()
        // Who has only ended his side still reads; who has left shows when he is written to.
        case .answering, .streaming, .finishing, .closed: return .none
        }
    }

    private mutating func finish() -> Action {
        guard phase == .finishing else { return .none }
        if inputHasEnded { return close() }
        // Closing with unread input would reset the connection and could destroy the answer (RFC 9112
        // section 9.6).
        phase = .lingering
        return .endOutput
    }

    private mutating func expire() -> Action {
        switch phase {
        case .readingHead, .readingBody: return .refuseTimeout
        default: return close()
        }
    }

    private mutating func drain(_ owesNothing: Bool) -> Action {
        isLast = true
        switch phase {
        case .idle:
            if owesNothing { return close() }
            phase = .finishing
            return .none
        case .streaming, .upgraded: return .sayGoodbye
        default: return .none
        }
    }

    private mutating func close() -> Action {
        phase = .closed
        return .close
    }
}
