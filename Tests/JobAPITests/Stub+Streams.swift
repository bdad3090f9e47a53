/// Streams of several topics: described, routed, never started here.
import HTTP
import JobAPI

extension Stub: StreamsHandlers {
    func streamTopics(_ input: StreamTopics.Input) throws -> StreamTopics.Output {
        .ok { _ in preconditionFailure("never started") }
    }

    func streamTopicsOverWebSocket(
        _ input: StreamTopicsOverWebSocket.Input
    ) throws -> StreamTopicsOverWebSocket.Output {
        .switchingProtocols { _ in preconditionFailure("never started") }
    }

    func pollTopics(_ input: PollTopics.Input) throws -> PollTopics.Output {
        .ok(.bytes([]), fields: [.contentType: "application/json"])
    }
}
