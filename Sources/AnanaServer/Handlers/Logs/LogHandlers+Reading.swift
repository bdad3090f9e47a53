/// A job's log as it lies on the disk: windows, a search, one line, a map; all of it on the worker lane.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Streams

extension LogHandlers {
    func readLog(_ input: ReadLog.Input) throws -> ReadLog.Output {
        let job = try job(input.jobID)
        let filter = try LineFilter(level: input.level, stream: input.stream)
        if filter.isAll && input.limit > LogWindowReader.lineLimit {
            let flaw = FieldError(
                parameter: "limit",
                detail: "must be \(LogWindowReader.lineLimit) at most where no filter is on")
            throw ProblemError(
                .badRequest, detail: "That many lines are not answered at once.", errors: [flaw])
        }
        let window = try LogWindowReader(job: job.id, results: reader.results)
            .window(from: input.from, limit: Int64(input.limit), filter: filter)
        // Whole, and of the epoch that was named: these lines never change.
        let isFinal =
            window.epoch == input.epoch && window.from == input.from
            && window.to == window.from + Int64(input.limit)
        return .ok(window, cacheControl: isFinal ? "private, max-age=31536000, immutable" : "no-store")
    }

    func readLogIndex(_ input: ReadLogIndex.Input) throws -> ReadLogIndex.Output {
        let job = try job(input.jobID)
        return .ok(try reader.levels[job.id].map(of: job.id, in: reader.results))
    }

    func searchLog(_ input: SearchLog.Input) throws -> SearchLog.Output {
        let job = try job(input.jobID)
        let filter = try LineFilter(level: input.level, stream: input.stream)
        let query = try LineQuery(input.q, isPattern: input.mode == .regex, matchesCase: input.case)
        if case .any = query, filter.isAll {
            let flaw = FieldError(
                parameter: "q", detail: "must say what to look for where no filter does")
            throw ProblemError(.badRequest, detail: "There is nothing to look for.", errors: [flaw])
        }
        let search = LogSearch(query: query) { filter.contains($0) }
        let result = try search.run(
            of: job.id, in: reader.results, from: input.from, limit: input.limit)
        return .ok(
            LogHits(
                hits: result.hits, scannedTo: result.scannedTo, next: result.next, more: result.next != nil)
        )
    }

    func readLogLine(_ input: ReadLogLine.Input) throws -> ReadLogLine.Output {
        let job = try job(input.jobID)
        let lines = LogLineReader(job: job.id, results: reader.results)
        guard let line = try lines.line(input.line, from: input.offset, limit: input.limit) else {
            throw ProblemError(.notFound, detail: "The log of job \(job.id) has no line \(input.line).")
        }
        return .ok(line)
    }
}

extension LogSearch {
    /// A log that is not there yet has no line.
    func run(of job: JobID, in results: ResultsFolder, from: Int64, limit: Int) throws(SystemError)
        -> Result
    {
        let file: LogReader
        do throws(SystemError) {
            file = try LogReader.open(log: results.log(job), index: results.index(job))
        } catch {
            if error.isMissing { return Result(scannedTo: 1) }
            throw error
        }
        return try run(in: file, from: from, limit: limit)
    }
}
