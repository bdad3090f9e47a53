/// The server, its machine and the limits in force, as the API answers them.
internal import HTTP
internal import HTTPServer
internal import JobAPI
internal import Linux
internal import Project
internal import Provenance

struct SystemReport: Sendable {
    let monitor: HostMonitor
    let options: ServeOptions
    let project: LiveProject
    /// The project's folder.
    let root: String
    let boot: String
    private let began = Instant.now
    private let startedAt = Timestamp(milliseconds: WallClock.milliseconds)

    init(
        monitor: HostMonitor, options: ServeOptions, project: LiveProject, root: String, boot: String
    ) {
        self.monitor = monitor
        self.options = options
        self.project = project
        self.root = root
        self.boot = boot
    }

    /// - Throws: a SystemError where the file system of the results does not answer.
    func state() throws -> SystemState {
        let reading = try monitor.reading()
        return SystemState(
            version: Version.current, boot: boot, startedAt: startedAt,
            uptime: (Instant.now - began).nanoseconds / 1_000_000_000, project: root, host: monitor.facts,
            load: reading.load, cpuUsed: reading.processorsUsed, memoryAvailable: reading.memoryAvailable,
            disk: DiskSpace(path: monitor.folder, total: reading.diskTotal, free: reading.diskFree),
            gpuDriver: reading.gpus?.driver, gpus: reading.gpus?.states ?? [],
            gpusAt: reading.gpusAt.map { Timestamp(milliseconds: $0) }, limits: limits)
    }

    private var limits: SystemLimits {
        let project = project.current
        return SystemLimits(
            running: options.runningLimit ?? project.runningLimit,
            flavors: project.flavors.map { FlavorLimit(name: $0.name, gpus: $0.gpus, running: $0.limit) },
            connections: options.engine.maxConnections, bodyBytes: Int64(options.engine.limits.bodyBytes),
            headerBytes: Int64(options.engine.limits.fieldBytes))
    }
}
