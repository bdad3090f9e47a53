/// A project with its results folder and the API over it, without sockets, all on the thread of the test.
@testable import AnanaServer
import Engines
import HTTP
import JobAPI
import JobDirectory
import Jobs
import JSON
import Linux
import Project
import Provenance
import Results
import Streams
import Synchronization
import Testing
import TestSupport

final class ProjectFixture {
    static let yaml = """
        flavors:
          cpu: {}
        templates:
          train:
            title: Train
            command: [python3, train.py]
            parameters:
              trials: {type: integer, default: 3, minimum: 1, maximum: 9, flag: --trials}
              flavor: {type: flavor, default: cpu, flag: --flavor}
          final:
            command: [python3, final.py]
            parameters:
              rate: {type: number, minimum: 0, flag: --rate, required: true}
              batch_size: {type: integer, flag: --batch-size}
        promote: {template: final, parameters: {rate: learning_rate}}

        """

    let folder: TemporaryDirectory
    let results: ResultsFolder
    let table = JobTable()
    let loop: EventLoop
    /// Errors that the client is told nothing of.
    let failures = Failures()
    let archives: Archives
    let live: LiveProject
    private let controller: JobController
    private let router: Router

    final class Failures: Sendable {
        let texts = Mutex<[String]>([])
    }

    init() throws {
        folder = try TemporaryDirectory()
        results = ResultsFolder(ofProject: folder.path)
        try results.make()
        loop = try EventLoop()
        let project = try ProjectConfiguration.parse(Array(Self.yaml.utf8), file: "anana.yaml")
        live = LiveProject(project)
        let reader = JobReader(table: table, results: results)
        archives = try Archives(limit: 2)
        archives.attach(loop, number: 0)
        // No job is ever launched here: the loop does not run while the test asks.
        controller = JobController(
            loop: loop, root: folder.path, project: project, limit: 1,
            store: JobStore(results: results),
            engine: try LocalEngine(loop: loop, results: results, supervisor: "/no/supervisor"), table: table)
        let failures = failures
        // No stream is begun here. Its thread ends with the fixture.
        let broadcaster = try LogBroadcaster(boot: "b", ui: "u", heartbeat: .seconds(3600)) {
            reader.source($0)
        }
        router = Router(
            routes: APIRoutes.all(
                jobs: JobHandlers(reader: reader, controller: Confined(controller, to: loop)),
                configuration: ConfigurationHandler(controller: Confined(controller, to: loop)),
                queue: QueueHandlers(reader: reader, controller: Confined(controller, to: loop)),
                logs: LogHandlers(reader: reader, broadcaster: broadcaster, archives: archives),
                metrics: MetricHandlers(
                    reader: reader, metrics: RecentJobs(limit: 2) { [results] in JobMetrics($0, results) }),
                streams: StreamHandlers(reader: reader, broadcaster: broadcaster),
                artifacts: ArtifactHandlers(reader: reader, archives: archives),
                trials: TrialHandlers(
                    reader: reader, trials: TrialStore(results: results), project: live,
                    controller: Confined(controller, to: loop)),
                provenance: ProvenanceHandler(reader: reader),
                system: SystemHandler(
                    project: live, boot: "b",
                    machine: SystemReport(
                        monitor: try HostMonitor(folder: folder.path) { nil }, options: ServeOptions(),
                        project: live, root: folder.path, boot: "b")),
                document: ServedDocument(),
                report: { error, _ in failures.texts.withLock { $0.append("\(error)") } }))
    }

    func respond(_ request: Request) -> Response {
        switch router.match(request) {
        case .found(let route, let captures): route.respond(request, captures)
        case .methodNotAllowed: Response(status: .methodNotAllowed)
        case .notFound: Response(status: .notFound)
        }
    }

    func get(_ target: String, fields: Fields = Fields()) -> Response {
        respond(Request(target: target, fields: fields))
    }

    func post(_ target: String, _ body: String, _ fields: Fields = Fields()) -> Response {
        send(.post, target, body, fields)
    }

    func send(
        _ method: HTTP.Method, _ target: String, _ body: String = "", _ fields: Fields = Fields()
    ) -> Response {
        var fields = fields
        if !body.isEmpty { fields.set(.contentType, "application/json") }
        return respond(Request(method: method, target: target, fields: fields, body: Array(body.utf8)))
    }

    /// Puts a job into the table as if it had come that far.
    @discardableResult
    func put(at milliseconds: Int64 = 1_764_000_000_000, _ events: Jobs.JobState.Event...) throws -> Jobs.Job
    {
        let record = JobRecord(
            id: JobID(at: milliseconds), template: "train", name: "night", parameters: ["trials": 3],
            environment: [:],
            flavor: "cpu", command: ["python3", "train.py", "--trials", "3"], stop: StopPolicy(),
            createdAt: milliseconds)
        var job = Jobs.Job(record)
        for event in events { try job.apply(event, at: milliseconds + 1000) }
        table.put(job)
        return job
    }

    /// Prints and indexes.
    func print(_ text: String, to job: Jobs.Job) throws {
        let (log, index) = (results.log(job.id), results.index(job.id))
        try FileDescriptor.open(log, [.write, .create, .append]).writeAll(Array(text.utf8))
        _ = try LogIndexer.open(log: log, index: index, now: 1_764_000_000_000)
    }

    static func result(
        _ main: MainOutcome, lines: Int64 = 0, isStopped: Bool = false, loss: ExitRecord.Loss? = nil,
        lostBytes: UInt64 = 0
    ) -> JobResult {
        let stop = ExitRecord.Stop(mode: .graceful, requester: "api", time: 1, beforeEnd: true)
        return JobResult(
            ExitRecord(
                author: .supervisor, main: main, startedAt: 1_764_000_001_000, endedAt: 1_764_000_002_500,
                goneAt: 1_764_000_003_000, stop: isStopped ? stop : nil, stage: .running,
                log: LogCounts(lines: lines, lostBytes: lostBytes), loss: loss))
    }
}

extension Response {
    var bytes: [UInt8] {
        if case .bytes(let bytes) = body { return bytes }
        return []
    }

    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }

    /// Names or pointers of what is at fault.
    var faults: [String] {
        (json["errors"]?.arrayValue ?? []).map {
            $0["pointer"]?.stringValue ?? $0["parameter"]?.stringValue ?? "?"
        }
    }
}
