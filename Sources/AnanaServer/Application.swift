/// The wiring of `anana serve`, read top to bottom: what is opened before the port, what runs after, the end.
internal import Engines
internal import Glibc
internal import HTTPServer
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project
internal import Provenance
internal import Streams

/// Runs on the main thread, whose loop is the control loop: the one writer of job state.
package final class Application {
    private let options: ServeOptions
    private let root: String
    private let project: LiveProject
    private let gpus: GPUInventory
    private var projectWatch: ProjectWatch?
    private let results: ResultsFolder
    private let lock: ServerLock
    private let signals: SignalDescriptor
    private let parts: Parts
    private let controller: JobController
    private let server: Server
    /// nil: there is no page.
    private let folder: String?
    private let files: StaticFiles?
    private var signalWatch: Watch?
    private var isDraining = false

    /// Opens all that can fail, in an order in which a failure leaves nothing half done: no job has been
    /// touched yet.
    package init(_ options: ServeOptions) throws(StartError) {
        var options = options
        options.engine.fit(descriptors: OpenFileLimit.current)
        self.options = options
        guard HostCheck.isLoopback(options.engine.host) else { throw .notLoopback(host: options.engine.host) }
        root = try Self.canonical(options.folder)
        gpus = GPUInventory.detect()
        let configuration = try Self.project(root, gpuCount: gpus.gpus.count)
        project = LiveProject(configuration)
        results = ResultsFolder(ofProject: root)
        lock = try Self.takeResults(results)
        let program = try Self.system("the program's own path") { () throws(SystemError) in
            try FileSystem.programPath()
        }
        let supervisor = StaticFolder.parent(program) + "/anana-supervisor"
        guard FileSystem.isExecutable(supervisor) else { throw .supervisorMissing(path: supervisor) }
        let folder = StaticFolder.find(options.staticFolder, program: program)
        let files = try folder.map { (folder) throws(StartError) in try Self.staticFiles(folder) }

        // Signals before any thread: all of them inherit that these are blocked.
        signals = try Self.system("signals") { () throws(SystemError) in
            try SignalDescriptor([.terminate, .interrupt, .child, .hangup])
        }
        self.folder = folder
        self.files = files
        let (root, results, project, gpus) = (root, results, project, gpus)
        parts = try Self.system("starting") { () throws(SystemError) in
            try Parts(
                options, project, root: root, results: results, supervisor: supervisor, gpus: gpus,
                ui: folder.map(StaticFolder.pageVersion) ?? "")
        }
        controller = JobController(
            loop: parts.loop, root: root, project: configuration,
            limit: options.runningLimit ?? configuration.runningLimit,
            gpus: gpus, gpuWatch: parts.gpuWatch, store: JobStore(results: results), engine: parts.engine,
            table: parts.table, worker: parts.housekeeping)
        server = Services(
            options: options, root: root, project: project, parts: parts, controller: controller, files: files
        ).server()
        report()
    }

    /// Serves until a signal ends it. Running jobs go on.
    package func run() throws(StartError) {
        for (job, attempt, _) in parts.recovery.attempts { parts.engine.hold(job, attempt: attempt) }
        controller.restore(parts.recovery)
        let port = try listen()
        let url = "http://\(SocketAddress.internet(host: options.engine.host, port: port))"
        try Self.system("starting") { () throws(SystemError) in
            try lock.note(address: url, pid: getpid())
            if let path = options.pidFile { try AtomicFile.replace(path, with: Array("\(getpid())\n".utf8)) }
            signalWatch = try parts.loop.watch(signals.descriptor, for: .readable) { [unowned self] _ in
                takeSignals()
            }
        }
        watchProject()
        for warning in parts.recovery.warnings { parts.log.say("warning", warning) }
        // Within a turn, and before any request: what is put off to the end of a turn must have one.
        parts.loop.after(.zero) { [unowned self] in
            controller.resume(parts.recovery)
            controller.keep(RetentionRule(project.current.retention))
        }
        parts.log.say("listening", "AnanaCare serves \(root) at \(url)")
        try Self.system("waiting for events") { () throws(SystemError) in try parts.loop.run() }
        parts.log.flush()
        if let path = options.pidFile {
            // A file that is gone already is as it should be.
            try? FileSystem.remove(path)
        }
    }

    /// A file system that reports no changes leaves anana.yaml as it was at the start.
    private func watchProject() {
        let (log, topics, controller, limit) = (parts.log, parts.jobTopics, controller, options.runningLimit)
        do throws(SystemError) {
            projectWatch = try ProjectWatch(
                project, folder: root, gpuCount: gpus.gpus.count, on: parts.loop,
                adopt: {
                    controller.adopt($0, limit: limit ?? $0.runningLimit)
                    topics.noteQueue()
                },
                say: { log.say("configuration", $0) })
        } catch {
            log.say("warning", "changes of anana.yaml are not seen: \(error)")
        }
    }

    private func listen() throws(StartError) -> UInt16 {
        do throws(SystemError) {
            return try server.start()
        } catch  where error.isAddressInUse {
            throw .portTaken(host: options.engine.host, port: options.engine.port)
        } catch {
            throw .system(doing: "listening on \(options.engine.host):\(options.engine.port)", error)
        }
    }

    private func report() {
        let results = results
        let (log, broadcaster, provenance) = (parts.log, parts.broadcaster, parts.provenance)
        let (topics, reader) = (parts.jobTopics, parts.reader)
        controller.describe { reader.text(of: $0) }
        controller.notice = { notice in
            switch notice {
            case .started(let job):
                broadcaster.jobStarted(job.id.text)
                if let subject = ProvenanceRecorder.Subject(job, in: results) { provenance.record(subject) }
                log.say("job_started", "job \(job.id) started: \(job.record.template)")
            case .ended(let job):
                broadcaster.jobEnded(job.id.text)
                log.say("job_ended", "job \(job.id) \(job.state.rawValue)")
            case .waits(let job):
                let last = job.attempts.last?.result.cause?.rawValue ?? "unknown"
                log.say("job_waits", "job \(job.id): attempt \(job.attempt) ended (\(last)), another follows")
            case .accepted: break
            case .changed: topics.noteQueue()
            case .deleted(let id):
                topics.deleted(id)
                log.say("job_deleted", "job \(id) deleted")
            case .queuePaused(let isPaused):
                topics.noteQueue()
                log.say("queue", isPaused ? "the queue is paused" : "the queue goes on")
            case .trouble(let message):
                topics.trouble(message)
                log.say("warning", message)
            }
        }
    }

    private func takeSignals() {
        // A descriptor that can't be read has no signal for us.
        while let signal = (try? signals.next()) ?? nil {
            switch signal {
            case .child: parts.engine.reapChildren()
            case .hangup: reloadPage()
            default: drain()
            }
        }
    }

    /// The page's files have been replaced.
    private func reloadPage() {
        guard let files, let folder else { return }
        let log = parts.log
        let isAccepted = parts.workers.submit {
            do throws(SystemError) {
                log.say("page_read", "\(folder): \(try files.reload()) files of the page are read again")
            } catch {
                log.say("warning", "\(folder): the page's files can't be read (\(error)); the old ones are served on")
            }
        }
        if !isAccepted { log.say("warning", "too busy to read the page's files again; ask once more") }
    }

    /// A second request to end does not wait for answers under way.
    private func drain() {
        if isDraining { exit(0) }
        isDraining = true
        parts.log.say("draining", "ending; running jobs go on")
        server.drain()
        let server = server
        let loop = Confined(parts.loop, to: parts.loop)
        do throws(SystemError) {
            try Thread.start(name: "drain") {
                server.wait()
                loop.post { $0.stop() }
            }
        } catch {
            // No thread to wait on: the limit of the drain is as good.
            parts.loop.after(options.engine.drainTimeout) { loop.value.stop() }
        }
    }

    private static func canonical(_ folder: String) throws(StartError) -> String {
        do throws(SystemError) { return try FileSystem.canonical(folder) } catch {
            throw .folderMissing(path: folder)
        }
    }

    private static func project(_ root: String, gpuCount: Int) throws(StartError) -> ProjectConfiguration {
        do throws(ProjectError) {
            return try ProjectConfiguration.load(folder: root, gpuCount: gpuCount)
        } catch {
            throw .project(error)
        }
    }

    private static func takeResults(_ results: ResultsFolder) throws(StartError) -> ServerLock {
        do throws(SystemError) { try results.make() } catch {
            throw .resultsNotWritable(path: results.path, error)
        }
        return try ServerLock(results)
    }

    private static func staticFiles(_ folder: String) throws(StartError) -> StaticFiles {
        do throws(SystemError) { return try StaticFiles(folder) } catch {
            throw .staticFolder(path: folder, error)
        }
    }

    private static func system<Value>(
        _ doing: String, _ body: () throws(SystemError) -> Value
    ) throws(StartError) -> Value where Value: ~Copyable {
        do throws(SystemError) { return try body() } catch { throw .system(doing: doing, error) }
    }
}
