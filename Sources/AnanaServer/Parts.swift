/// What the wiring is made of, opened in order; none of it has begun to work.
internal import Engines
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project
internal import Provenance
internal import Results
internal import Streams

struct Parts {
    /// Names this run of the server.
    let boot: String
    let log: ServerLog
    let loop: EventLoop
    let table: JobTable
    /// What has happened to jobs, queue and artifacts, for streams.
    let topics = TopicLog()
    let jobTopics: JobTopics
    let recovery: Recovery
    let engine: LocalEngine
    let reader: JobReader
    let metrics: RecentJobs<JobMetrics>
    let workers: WorkerPool
    /// For what takes as long as there are files.
    let housekeeping: WorkerPool
    let broadcaster: LogBroadcaster
    let archives: Archives
    let trials: TrialStore
    let monitor: HostMonitor
    let provenance: ProvenanceRecorder
    /// nil where there is no GPU.
    let gpuWatch: GPUWatch?

    /// - Parameters:
    ///   - root: the project's folder.
    ///   - ui: version of the page, which its readers compare with their own.
    init(
        _ options: ServeOptions, _ project: LiveProject, root: String, results: ResultsFolder,
        supervisor: String, gpus: GPUInventory, ui: String
    ) throws(SystemError) {
        boot = JobID(at: WallClock.milliseconds).text
        let log = try ServerLog(format: options.logFormat)
        self.log = log
        loop = try EventLoop()
        jobTopics = JobTopics(
            loop: loop, topics: topics, results: results, project: project, limit: options.runningLimit)
        let noted = Confined(jobTopics, to: loop)
        // Trees whose supervisor dies become ours, and with them their end (supervision.md section 0).
        try ChildProcess.adoptOrphans()
        table = JobTable(history: try HistoryFile(results.history)) { noted.value.note($0) }
        housekeeping = try WorkerPool(threads: 1, capacity: 1 << 20)
        recovery = try Recovery(from: JobStore(results: results), into: table)
        jobTopics.begin(with: table)
        engine = try LocalEngine(loop: loop, results: results, supervisor: supervisor)
        workers = try WorkerPool(threads: 4, capacity: 64)
        archives = try Archives()
        trials = TrialStore(results: results)
        monitor = try HostMonitor(folder: results.path)
        let maker = gpus.maker
        gpuWatch = gpus.gpus.isEmpty ? nil : try GPUWatch(loop: loop) { GPUPrograms().look(maker) }
        provenance = try ProvenanceRecorder(project: root) { log.say("warning", $0) }
        let reader = JobReader(table: table, results: results)
        self.reader = reader
        metrics = RecentJobs(limit: 32) { JobMetrics($0, results) }
        broadcaster = try LogBroadcaster(
            boot: boot, ui: ui, heartbeat: options.heartbeat, topics: topics,
            feeds: JobFeeds(results: results, metrics: metrics, workers: workers)
        ) { reader.source($0) }
    }
}
