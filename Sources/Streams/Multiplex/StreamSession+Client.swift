/// What a client says over its WebSocket: it subscribes, leaves, and acknowledges what it has taken in.

extension StreamSession {
    func received(_ text: String) {
        if isOver { return }
        do throws(ClientMessage.Flaw) {
            switch try ClientMessage(text) {
            case .subscribe(let topics, let cursor, let tail, let filter):
                subscribe(
                    StreamRequest(topics: topics, start: .init(cursor: cursor), tail: tail, filter: filter))
            case .unsubscribe(let topics): for topic in topics { remove(topic) }
            case .acknowledge(let job, let line): acknowledge(job, line)
            case .pong: break
            }
        } catch {
            switch error {
            case .message(let detail): tellError("bad_message", 400, "Bad Request", detail)
            case .topic(let detail): tellError("bad_topic", 400, "Bad Request", detail)
            }
        }
    }

    private func subscribe(_ request: StreamRequest) {
        let logs = request.topics.count { if case .log = $0 { true } else { false } }
        let rows = request.topics.count { if case .metrics = $0 { true } else { false } }
        guard logs + (log == nil ? 0 : 1) <= 1, rows + (metrics == nil ? 0 : 1) <= 1 else {
            return tellError(
                "bad_topic", 400, "Bad Request", "a stream carries one `log` and one `metrics` topic at most")
        }
        guard topics.count + request.topics.count <= Self.topicLimit else {
            return tellError(
                "bad_topic", 400, "Bad Request", "a stream has \(Self.topicLimit) topics at most")
        }
        if let missing = request.topics.compactMap(\.job).first(where: { !door.exists($0) }) {
            return tellError("not_found", 404, "Not Found", "There is no job \(missing).")
        }
        var line: StreamCursor?
        switch request.start {
        case .now: break
        case .unknown(let cursor):
            return tellError("bad_cursor", 400, "Bad Request", "'\(cursor)' is no cursor")
        case .at(let cursor):
            // Events go on from where this stream is; where it has told none so far, from the cursor.
            if topics.isEmpty, let flaw = resume(cursor) {
                return tellError("bad_cursor", 400, "Bad Request", flaw)
            }
            line = cursor
        }
        for topic in request.topics { add(topic, request, line) }
        if logs > 0 { acknowledged = nil }
        openLog(request, line)
        if logs == 0 {
            if let cause = resetCause { tellReset(cause) }
            pump()
        }
    }

    private func acknowledge(_ job: String, _ line: Int64) {
        guard let log, log.job == job else { return }
        let wasFull = isFull
        acknowledged = max(acknowledged ?? 0, line)
        if wasFull && !isFull { log.drained() }
    }

    private func tellError(_ code: String, _ status: Int64, _ title: String, _ detail: String) {
        write(wrap(ControlFrames.error(code, status, title, detail), "error"))
    }
}
