// The life of a connection without a socket (RFC 9112 section 9).
@testable import HTTPServer
import Testing

@Suite("ConnectionState, RFC 9112 section 9") struct ConnectionStateTests {
    private func run(_ events: ConnectionState.Event...) -> (ConnectionState.Phase, ConnectionState.Action) {
        var state = ConnectionState()
        var action = ConnectionState.Action.none
        for event in events { action = state.apply(event) }
        return (state.phase, action)
    }

    @Test func `a kept connection waits for the next request`() {
        #expect(run(.requestCame(keepsAlive: true), .answered, .everythingSent) == (.idle, .none))
    }

    @Test func `the last answer is sent before our side ends`() {
        #expect(run(.requestCame(keepsAlive: false), .answered) == (.finishing, .none))
        #expect(run(.requestCame(keepsAlive: false), .answered, .everythingSent) == (.lingering, .endOutput))
        #expect(
            run(.requestCame(keepsAlive: false), .answered, .everythingSent, .inputEnded) == (.closed, .close)
        )
    }

    @Test func `a half-closed client gets its answer`() {
        #expect(run(.requestCame(keepsAlive: true), .inputEnded) == (.answering, .none))
        #expect(
            run(.requestCame(keepsAlive: true), .inputEnded, .answered, .waitsForRequest) == (
                .finishing, .none
            ))
        #expect(
            run(.requestCame(keepsAlive: true), .inputEnded, .answered, .waitsForRequest, .everythingSent)
                == (.closed, .close))
    }

    @Test(arguments: [true, false])
    func `a stream goes on for a reader who has ended his side`(isLast: Bool) {
        let began = ConnectionState.Event.streamBegan(isLast: isLast)
        #expect(run(.requestCame(keepsAlive: true), began, .inputEnded) == (.streaming, .none))
        #expect(run(.requestCame(keepsAlive: true), began, .inputEnded, .failed) == (.closed, .close))
    }

    @Test func `what takes too long is refused where a request has begun, else cut`() {
        #expect(run(.waitsForHead, .expired) == (.readingHead, .refuseTimeout))
        #expect(run(.waitsForBody, .expired) == (.readingBody, .refuseTimeout))
        #expect(run(.expired) == (.closed, .close))
        #expect(run(.refused, .everythingSent, .expired) == (.closed, .close))
    }

    @Test func `a draining server ends each connection at its next rest`() {
        #expect(run(.drain(owesNothing: true)) == (.closed, .close))
        #expect(run(.drain(owesNothing: false)) == (.finishing, .none))
        #expect(
            run(.requestCame(keepsAlive: true), .drain(owesNothing: true), .answered) == (.finishing, .none))
        let streaming = run(
            .requestCame(keepsAlive: true), .streamBegan(isLast: false),
            .drain(owesNothing: true))
        #expect(streaming == (.streaming, .sayGoodbye))
        #expect(
            run(.requestCame(keepsAlive: true), .upgraded, .drain(owesNothing: true)) == (
                .upgraded, .sayGoodbye
            ))
    }

    @Test func `nothing happens to a closed connection`() {
        #expect(run(.failed) == (.closed, .close))
        #expect(run(.failed, .failed) == (.closed, .none))
        #expect(run(.failed, .everythingSent) == (.closed, .none))
    }
}
