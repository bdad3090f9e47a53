/// A job's log as it grows: the streams of it that one broadcaster feeds.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Results
internal import Streams

struct LogHandlers: LogsHandlers {
    let reader: JobReader
    let broadcaster: LogBroadcaster
    /// Make downloads of a part of a log.
    let archives: Archives

    func streamLog(_ input: StreamLog.Input) throws -> StreamLog.Output {
        let job = try job(input.jobID)
        let filter = try LineFilter(level: input.level, stream: input.stream)
        let start = try start(input.from, input.tail, lastEventID: input.lastEventID)
        // A client that has all of a final log must hear that there is no more, or it comes again for ever.
        if case .after(let line) = start, let result = job.result, line >= result.lines {
            return .noContent(fields: Fields())
        }
        let wished = LogForm(accept: input.fields[.accept], format: input.format)
        let stream: StreamStart
        switch wished {
        case .events(let format):
            let rendering = Rendering(carrier: .eventStream, format: format, filter: filter)
            return .ok(broadcaster.eventStream(of: job.id.text, from: start, rendering), fields: Fields())
        case .objects:
            let rendering = Rendering(carrier: .eventStream, format: .objects, filter: filter)
            stream = broadcaster.eventStream(of: job.id.text, from: start, rendering)
            return .okApplicationXNdjson(.stream(stream), fields: Self.fields(of: "application/x-ndjson"))
        case .text:
            stream = followed(job, from: start, filter)
            return .okTextPlain(.stream(stream), fields: Self.fields(of: "text/plain; charset=utf-8"))
        }
    }

    /// The log as text, as it is printed: each byte of it, or the lines that pass a filter.
    func followed(_ job: Jobs.Job, from start: StartPosition, _ filter: LineFilter) -> StreamStart {
        if filter.isAll { return broadcaster.rawStream(of: job.id.text, from: start) }
        let rendering = Rendering(carrier: .eventStream, format: .text, filter: filter)
        return broadcaster.eventStream(of: job.id.text, from: start, rendering)
    }

    /// Of what comes bit by bit: proxies must neither keep nor hold it.
    static func fields(of type: String) -> Fields {
        [
            .contentType: type, .cacheControl: "no-store, no-transform",
            FieldName("X-Accel-Buffering"): "no",
        ]
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
    func start(_ from: Int64?, _ tail: Int?, lastEventID: String?) throws -> StartPosition {
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
