/// A job's log as the file that it is: whole, a range, the lines of a filter, or as it grows.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Results
internal import Streams

extension LogHandlers {
    func readRawLog(_ input: ReadRawLog.Input) throws -> ReadRawLog.Output {
        let job = try job(input.jobID)
        let filter = try LineFilter(level: input.level, stream: input.stream)
        if input.follow { return try follow(job, input, filter) }
        let query = try LineQuery(input.q, isPattern: input.mode == .regex, matchesCase: input.case)
        try refuseTail(of: input)
        if case .any = query, filter.isAll { return try whole(job, input) }
        return try download(job, input, query, filter)
    }

    private func whole(_ job: Jobs.Job, _ input: ReadRawLog.Input) throws -> ReadRawLog.Output {
        if input.from != nil {
            throw flaw(
                "from", "needs `follow=true` or a filter", "A part of the file is asked for with `Range`.")
        }
        let path = reader.results.log(job.id)
        // A job that has not started has printed nothing.
        let status = try FileSystem.status(path)
        let size = Int64(status?.size ?? 0)
        let stored = Representation(
            size: size, tag: status.map { EntityTag("\($0.inode)-\($0.size)") },
            fields: Self.fields(input, "no-store", name: nil))
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
    private func follow(
        _ job: Jobs.Job, _ input: ReadRawLog.Input, _ filter: LineFilter
    ) throws -> ReadRawLog.Output {
        if input.q != nil {
            throw flaw(
                "q", "can't stand beside `follow`", "Lines to come are filtered by level and stream.")
        }
        let start = try start(input.from, input.tail, lastEventID: nil)
        var fields = Self.fields(input, "no-store, no-transform", name: nil)
        fields.set(FieldName("X-Accel-Buffering"), "no")
        return .ok(.stream(followed(job, from: start, filter)), fields: fields)
    }

    /// The lines that pass, as a file of their own: read on threads that may wait for the disk.
    private func download(
        _ job: Jobs.Job, _ input: ReadRawLog.Input, _ query: LineQuery, _ filter: LineFilter
    ) throws -> ReadRawLog.Output {
        let download = LogDownload(
            log: reader.results.log(job.id), index: reader.results.index(job.id), query: query,
            from: input.from ?? 1, passes: { filter.contains($0) })
        guard let stream = archives.stream({ download.next($0) }) else {
            throw ProblemError(
                .serviceUnavailable, detail: "As many downloads are under way as can be at once.",
                fields: [.retryAfter: "5"])
        }
        return .ok(.stream(stream), fields: Self.fields(input, "no-store", name: "\(job.id).filtered.log"))
    }

    private func refuseTail(of input: ReadRawLog.Input) throws {
        if input.tail == nil { return }
        throw flaw("tail", "needs `follow=true`", "A part of the file is asked for with `Range`.")
    }

    private func flaw(_ parameter: String, _ detail: String, _ all: String) -> ProblemError {
        ProblemError(.badRequest, detail: all, errors: [FieldError(parameter: parameter, detail: detail)])
    }

    /// - Parameter name: of an attachment in any case; nil where it is one if the request names it.
    private static func fields(_ input: ReadRawLog.Input, _ cache: String, name: String?) -> Fields {
        var fields: Fields = [.contentType: "text/plain; charset=utf-8", .cacheControl: cache]
        guard let wished = input.filename ?? name else { return fields }
        let chosen = wished.isEmpty ? name ?? "\(input.jobID).log" : wished
        fields.set(.contentDisposition, ArtifactDownload.disposition(Array(chosen.utf8), inline: false))
        return fields
    }
}
