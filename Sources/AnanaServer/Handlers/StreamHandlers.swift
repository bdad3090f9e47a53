/// Streams of several topics: as Server-Sent Events, over a WebSocket, and by long poll.
internal import HTTP
internal import JobAPI
internal import Streams

struct StreamHandlers: StreamsHandlers {
    let reader: JobReader
    let broadcaster: LogBroadcaster

    func streamTopics(_ input: StreamTopics.Input) throws -> StreamTopics.Output {
        // EventSource sends its first URL again when it reconnects: what it has seen since wins.
        let seen = input.lastEventID.flatMap { $0.isEmpty ? nil : $0 }
        return .ok(
            broadcaster.eventStream(
                try request(input.topics, seen ?? input.cursor, input.tail, input.level, input.stream)))
    }

    func streamTopicsOverWebSocket(
        _ input: StreamTopicsOverWebSocket.Input
    ) throws -> StreamTopicsOverWebSocket.Output {
        let topics = input.topics ?? ""
        let request = try request(
            topics, input.cursor, input.tail, input.level, input.stream, mayBeEmpty: true)
        return .switchingProtocols(
            broadcaster.webSocket(request),
            secWebSocketProtocol: Subprotocol.chosen(from: input.secWebSocketProtocol))
    }

    func pollTopics(_ input: PollTopics.Input) throws -> PollTopics.Output {
        let request = try request(input.topics, input.cursor, input.tail, input.level, input.stream)
        return .ok(
            .stream(broadcaster.poll(request, wait: .seconds(input.wait))),
            fields: [.contentType: "application/json", .cacheControl: "no-store"])
    }

    private func request(
        _ names: String, _ cursor: String?, _ tail: Int?, _ level: String?, _ stream: String?,
        mayBeEmpty: Bool = false
    ) throws -> StreamRequest {
        StreamRequest(
            topics: try topics(names, mayBeEmpty), start: .init(cursor: cursor), tail: tail.map { Int64($0) },
            filter: try LineFilter(level: level, stream: stream))
    }

    private func topics(_ names: String, _ mayBeEmpty: Bool) throws -> [Topic] {
        var topics: [Topic] = []
        for name in names.split(separator: ",") {
            guard let topic = Topic(name) else { throw flaw("'\(name)' is no topic") }
            if topics.contains(topic) { continue }
            if let job = topic.job, reader.job(job) == nil { throw ProblemError.noJob(job) }
            topics.append(topic)
        }
        for kind in ["log", "metrics"] {
            let count = topics.count { $0.isSingle && $0.name.hasPrefix(kind) }
            if count > 1 { throw flaw("names \(count) jobs; a stream carries one `\(kind)` topic at most") }
        }
        if topics.isEmpty && !mayBeEmpty { throw flaw("names no topic, such as `jobs` or `log:ID`") }
        return topics
    }

    private func flaw(_ detail: String) -> ProblemError {
        ProblemError(
            .badRequest, detail: "The topics can't be streamed.",
            errors: [FieldError(parameter: "topics", detail: detail)])
    }
}
