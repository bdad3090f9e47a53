/// A job's log: its bytes, and the two streams that one broadcaster feeds.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Streams

struct LogHandlers: LogsHandlers {
    let reader: JobReader
    let broadcaster: LogBroadcaster

    func readRawLog(_ input: ReadRawLog.Input) throws -> ReadRawLog.Output {
        let job = try job(input.jobID)
        if input.follow { return try follow(job, input) }
        if input.from != nil || input.tail != nil {
            let flaw = FieldError(
                parameter: input.from == nil ? "tail" : "from", detail: "needs `follow=true`")
            throw ProblemError(
                .badRequest, detail: "A part of the file is asked for with `Range`.", errors: [flaw])
        }
        let path = reader.results.log(job.id)
        // A job that has not started has printed nothing.
        let status = try FileSystem.status(path)
        let size = Int64(status?.size ?? 0)
        let stored = Representation(
            size: size, tag: status.map { EntityTag("\($0.inode)-\($0.size)") },
            fields: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"])
        let request = Request(target: "/", fields: input.fields)
        let response = stored.respond(to: request) { range in
            if range.isEmpty { return Response.Body.empty }
            return .file(FileBody(path: path, offset: range.lowerBound, count: Int64(range.count)))
        }
        switch response.status {
        case .notModified: return .notModified(fields: response.fields)
        case .partialContent: return .partialContent(response.body, fields: response.fields)
        case .rangeNotSatisfiable:
            throw ProblemError(
                .rangeNotSatisfiable, detail: "The log has \(size) bytes.", fields: response.fields)
        default: return .ok(response.body, fields: response.fields)
        }
    }

    /// Like `tail -f`: without `Range`, because there is no last byte yet.
    private func follow(_ job: Jobs.Job, _ input: ReadRawLog.Input) throws -> ReadRawLog.Output {
        let start = try start(input.from, input.tail, lastEventID: nil)
        return .ok(
            .stream(broadcaster.rawStream(of: job.id.text, from: start)),
            fields: [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store, no-transform",
                FieldName("X-Accel-Buffering"): "no",
            ])
    }

    func streamLog(_ input: StreamLog.Input) throws -> StreamLog.Output {
        let job = try job(input.jobID)
        let filter = try LineFilter(level: input.level, stream: input.stream)
        let start = try start(input.from, input.tail, lastEventID: input.lastEventID)
        // A client that has all of a final log must hear that there is no more, or it comes again for ever.
        if case .after(let line) = start, let result = job.result, line >= result.lines { return .noContent }
        let format: Rendering.Format = input.format == .lines ? .lines : .frames
        let rendering = Rendering(carrier: .eventStream, format: format, filter: filter)
        return .ok(broadcaster.eventStream(of: job.id.text, from: start, rendering))
    }

    func streamLogOverWebSocket(
        _ input: StreamLogOverWebSocket.Input
    ) throws -> StreamLogOverWebSocket.Output {
        let job = try job(input.jobID)
        let rendering = Rendering(
            carrier: .webSocket, filter: try LineFilter(level: input.level, stream: input.stream))
        let start = try start(input.from, input.tail, lastEventID: nil)
        return .switchingProtocols(
            broadcaster.webSocket(of: job.id.text, from: start, rendering),
            secWebSocketProtocol: Subprotocol.chosen(from: input.secWebSocketProtocol))
    }

    func job(_ id: String) throws -> Jobs.Job {
        guard let job = reader.job(id) else { throw ProblemError.noJob(id) }
        return job
    }

    /// `Last-Event-ID` wins: EventSource sends its first URL again when it reconnects (streams-and-web.md
    /// section 3.7).
    private func start(_ from: Int64?, _ tail: Int?, lastEventID: String?) throws -> StartPosition {
        if let lastEventID, !lastEventID.isEmpty {
            guard let line = Int64(lastEventID), line >= 0, line < .max else { return .unknown(lastEventID) }
            return .after(line)
        }
        switch (from, tail) {
        case (_?, _?):
            let flaw = FieldError(parameter: "tail", detail: "can't stand beside `from`")
            throw ProblemError(.badRequest, detail: "The place to begin is said twice.", errors: [flaw])
        case (let from?, nil): return from >= 0 ? .line(from) : .fromEnd(-from)
        case (nil, let tail?): return .tail(Int64(tail))
        case (nil, nil): return .line(1)
        }
    }
}
