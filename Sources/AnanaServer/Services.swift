/// From the parts to a server: routes with handlers, the check in front, the page behind, the lanes beside.
internal import HTTP
internal import HTTPServer
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project
internal import Results
internal import Streams

struct Services {
    let options: ServeOptions
    /// The project's folder.
    let root: String
    let project: LiveProject
    let parts: Parts
    let controller: JobController
    /// nil: there is no page.
    let files: StaticFiles?

    func server() -> Server {
        let responder = responder()
        let check = HostCheck(allowing: options.allowedHosts + [options.engine.host])
        let control = parts.loop.remote
        let workers = parts.workers
        let log = parts.log
        let broadcaster = parts.broadcaster
        let controller = Confined(controller, to: parts.loop)
        let archives = parts.archives
        let write: @Sendable (AccessRecord) -> Void = { log.access($0) }
        return Server(
            configuration: options.engine,
            services: ServerServices(
                check: { check.refuse($0) },
                respond: { request in
                    let answer = responder.answer(request)
                    guard case .response(let response) = answer, response.status == .notFound,
                        let joined = ArtifactAddress.joined(request)
                    else { return answer }
                    return responder.answer(joined)
                },
                control: { (work: @escaping @Sendable () -> Void) -> Bool in
                    control.post(work)
                    return true
                },
                worker: { workers.submit($0) },
                log: options.writesAccessLog ? write : nil,
                prepare: {
                    broadcaster.attach($0, number: $1)
                    archives.attach($0, number: $1)
                },
                settle: { controller.value.whenSettled($0) }))
    }

    private func responder() -> Responder {
        let files = files
        return Responder(router: Router(routes: routes()), fallback: { files?.respond(to: $0) })
    }

    private func routes() -> [Route] {
        let log = parts.log
        let (freshness, table) = (JobFreshness(), parts.table)
        table.whenAltered { freshness.end($0.text) }
        let routes = APIRoutes.all(
            jobs: JobHandlers(reader: parts.reader, controller: Confined(controller, to: parts.loop)),
            configuration: ConfigurationHandler(controller: Confined(controller, to: parts.loop)),
            queue: QueueHandlers(reader: parts.reader, controller: Confined(controller, to: parts.loop)),
            logs: LogHandlers(
                reader: parts.reader, broadcaster: parts.broadcaster, archives: parts.archives),
            metrics: MetricHandlers(reader: parts.reader, metrics: parts.metrics),
            streams: StreamHandlers(reader: parts.reader, broadcaster: parts.broadcaster),
            artifacts: ArtifactHandlers(reader: parts.reader, archives: parts.archives),
            trials: TrialHandlers(
                reader: parts.reader, trials: parts.trials, project: project,
                controller: Confined(controller, to: parts.loop)),
            provenance: ProvenanceHandler(reader: parts.reader),
            system: SystemHandler(
                project: project, boot: parts.boot,
                machine: SystemReport(
                    monitor: parts.monitor, options: options, project: project, root: root, boot: parts.boot)),
            document: ServedDocument(),
            report: { error, request in log.say("failure", "\(request.method) \(request.path): \(error)") })
        let reader = parts.reader
        return routes.map { $0.keeping(freshness) { reader.basis($0) } }
    }
}
