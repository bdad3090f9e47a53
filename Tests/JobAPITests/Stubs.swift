/// Handlers that answer with what a test gave them, and remember what they were asked.
import HTTP
import JobAPI
import JSON
import Synchronization

final class Stub: JobsHandlers, LogsHandlers, MetricsHandlers, ArtifactsHandlers, TrialsHandlers,
    ProvenanceHandlers, SystemHandlers, DocumentHandlers
{
    struct Unexpected: Error {}

    static let job = Job(
        id: "j1", name: nil, template: "train", parameters: ["trials": 5], command: ["python3", "train.py"],
        flavor: "cpu",
        state: .running, cause: nil, exitCode: nil, signal: nil, detail: nil,
        createdAt: Timestamp(milliseconds: 0),
        startedAt: Timestamp(milliseconds: 1500), endedAt: nil, queuePosition: nil, lines: 7,
        timeout: nil, stop: nil, stuck: [], attempt: 1, attempts: [], attemptLimit: 1, retryAt: nil,
        tags: [], note: nil, priority: 0, pinned: false, parent: nil, bytes: nil, waitingFor: nil,
        estimatedStart: nil)

    /// What the last call was asked.
    let asked = Mutex<(any Sendable)?>(nil)
    private let failure: (any Error)?

    init(throwing failure: (any Error)? = nil) {
        self.failure = failure
    }

    func answer<Output>(_ input: some Sendable, _ output: Output) throws -> Output {
        asked.withLock { $0 = input }
        if let failure { throw failure }
        return output
    }

    func listJobs(_ input: ListJobs.Input) throws -> ListJobs.Output {
        try answer(input, .ok(JobList(items: [Self.job], next: "abc", counts: nil)))
    }

    func createJob(_ input: CreateJob.Input) throws -> CreateJob.Output {
        try answer(input, .created(Self.job, location: "/api/v1/jobs/j1"))
    }

    func getJob(_ input: GetJob.Input) throws -> GetJob.Output { try answer(input, .ok(Self.job)) }
    func getReceipt(_ input: GetReceipt.Input) throws -> GetReceipt.Output {
        try answer(
            input,
            .ok(
                StopReceipt(
                    job: "j1", attempt: 1, stop: nil, requestedAt: nil, goneAt: Timestamp(milliseconds: 0),
                    stage: .running, signals: [], rounds: 0, cgroupKill: false, gapBytes: 0, gpus: [], seen: 0,
                    processes: [])))
    }

    func stopJob(_ input: StopJob.Input) throws -> StopJob.Output { try answer(input, .accepted(Self.job)) }

    func searchLog(_ input: SearchLog.Input) throws -> SearchLog.Output {
        try answer(input, .ok(LogHits(hits: [3], scannedTo: 9, next: nil, more: false)))
    }

    func readLogLine(_ input: ReadLogLine.Input) throws -> ReadLogLine.Output {
        try answer(
            input,
            .ok(
                LogLine(
                    j: "j1", epoch: "a", n: 3, t: 0, s: "m", l: "I", x: "hello", at: 0, length: 5, offset: 0,
                    next: nil)))
    }

    func readLogIndex(_ input: ReadLogIndex.Input) throws -> ReadLogIndex.Output {
        try answer(
            input,
            .ok(
                LogLevels(
                    j: "j1", epoch: "a", size: 1000, first: 1, next: 1, d: [], i: [], w: [], e: [], c: [], t: [])))
    }

    func readMetrics(_ input: ReadMetrics.Input) throws -> ReadMetrics.Output {
        try answer(
            input, .ok(MetricPage(j: "j1", from: 1, to: 1, scannedTo: 1, more: false, names: [], series: [])))
    }

    func readLog(_ input: ReadLog.Input) throws -> ReadLog.Output {
        try answer(
            input,
            .ok(
                LogWindow(
                    j: "j1", epoch: "a", first: 1, next: 3, from: 1, to: 2, t0: 0, dt: [0], s: "m", l: "I",
                    x: ["hello"], cut: ["0": 20_000]),
                cacheControl: "no-store"))
    }

    func readRawLog(_ input: ReadRawLog.Input) throws -> ReadRawLog.Output {
        try answer(
            input,
            input.fields.contains(.range)
                ? .partialContent(.bytes([0x61]), fields: [.contentRange: "bytes 0-0/3"])
                : .ok(.file(FileBody(path: "/log", offset: 0, count: 3)), fields: [.eTag: "\"x\""]))
    }

    func streamLog(_ input: StreamLog.Input) throws -> StreamLog.Output {
        try answer(input, .noContent(fields: [:]))
    }

    func streamLogOverWebSocket(_ input: StreamLogOverWebSocket.Input) throws -> StreamLogOverWebSocket.Output
    {
        try answer(input, .switchingProtocols { _ in preconditionFailure("never started") })
    }

    func getHealth(_ input: GetHealth.Input) throws -> GetHealth.Output {
        try answer(input, .ok(Health(status: .ok, version: "0.1.0", boot: "b")))
    }

    func readDocument(_ input: ReadDocument.Input) throws -> ReadDocument.Output {
        try answer(input, .ok(.bytes([]), eTag: "\"y\"", fields: [:]))
    }

    func readDocumentAsJSON(_ input: ReadDocumentAsJSON.Input) throws -> ReadDocumentAsJSON.Output {
        try answer(input, .ok(.bytes([]), eTag: "\"j\"", fields: [:]))
    }

    func listTemplates(_ input: ListTemplates.Input) throws -> ListTemplates.Output {
        try answer(input, .ok(TemplateList(notice: nil, items: [])))
    }
}

extension Stub {
    static func routes(_ stub: Stub, report: @escaping @Sendable (any Error, Request) -> Void = { _, _ in })
        -> [Route]
    {
        APIRoutes.all(
            jobs: stub, configuration: stub, queue: stub, logs: stub, metrics: stub, streams: stub,
            artifacts: stub, trials: stub, provenance: stub, system: stub, document: stub, report: report)
    }

    /// What the routes answer, through the router.
    func respond(to request: Request, report: @escaping @Sendable (any Error, Request) -> Void = { _, _ in })
        -> Response
    {
        guard
            case .found(let route, let captures) = Router(routes: Self.routes(self, report: report)).match(
                request)
        else {
            return Response(status: .notFound)
        }
        return route.respond(request, captures)
    }

    func post(_ target: String, _ body: String, type: String? = "application/json") -> Response {
        var request = Request(method: .post, target: target, body: Array(body.utf8))
        if let type { request.fields.set(.contentType, type) }
        return respond(to: request)
    }

    func get(_ target: String, fields: Fields = Fields()) -> Response {
        respond(to: Request(target: target, fields: fields))
    }

    func input<Input>(_ type: Input.Type) -> Input? {
        asked.withLock { $0 as? Input }
    }
}

extension Response {
    var text: String {
        guard case .bytes(let bytes) = body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Place and detail of each violation of a problem.
    var errors: [String] {
        guard case .bytes(let bytes) = body, let problem = try? JSONValue(parsing: bytes) else {
            return ["no problem"]
        }
        return (problem["errors"]?.arrayValue ?? []).map { error in
            let place = error["pointer"]?.stringValue ?? error["parameter"]?.stringValue ?? "?"
            return place + " " + (error["detail"]?.stringValue ?? "?")
        }
    }
}
