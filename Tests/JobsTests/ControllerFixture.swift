/// A project with a template that runs any script, and all that runs its jobs, on a loop of ours.
import Engines
import JSON
import JobDirectory
@testable import Jobs
import Linux
import Project
import TestSupport

final class ControllerFixture {
    private static let text = """
        flavors:
          cpu: {}
          single: {limit: 1}
          gpu: {gpus: 4}
        templates:
          shell:
            command: [/bin/bash, run.sh]
            parameters:
              flavor: {type: flavor, default: cpu, flag: --flavor}
              script: {type: string, required: true, position: 1}
        """

    let folder: TemporaryDirectory
    let store: JobStore
    private let project: ProjectConfiguration
    private let limit: Int
    private let gpus: GPUsUnderTest?
    private let gpuRounds: Duration
    private(set) var loop: EventLoop
    private(set) var table: JobTable
    private(set) var controller: JobController
    private(set) var notices: [String] = []

    /// - Parameter more: sections of anana.yaml.
    init(
        limit: Int = 2, gpus: GPUsUnderTest? = nil, gpuRounds: Duration = .seconds(60), more: String = ""
    ) throws {
        folder = try TemporaryDirectory()
        store = JobStore(results: ResultsFolder(ofProject: folder.path))
        try store.results.make()
        try folder.write("eval \"$3\"", to: "run.sh")
        project = try ProjectConfiguration.parse(Array((Self.text + "\n" + more).utf8), file: "anana.yaml")
        self.limit = limit
        self.gpus = gpus
        self.gpuRounds = gpuRounds
        (loop, table, controller) = try Self.open(folder.path, store, project, limit, gpus, gpuRounds)
        listen()
    }

    /// The server is gone, and another one is there.
    func restart() throws {
        (loop, table, controller) = try Self.open(folder.path, store, project, limit, gpus, gpuRounds)
        listen()
    }

    private func listen() {
        controller.notice = { [unowned self] notice in
            switch notice {
            case .started(let job): notices.append("started \(table[job.id]?.state.rawValue ?? "")")
            case .ended(let job): notices.append("ended \(table[job.id]?.state.rawValue ?? "")")
            case .waits(let job): notices.append("waits \(table[job.id]?.state.rawValue ?? "")")
            case .accepted, .changed, .deleted, .queuePaused: break
            case .trouble(let message): notices.append("trouble \(message)")
            }
        }
    }

    private static func open(
        _ root: String, _ store: JobStore, _ project: ProjectConfiguration, _ limit: Int,
        _ gpus: GPUsUnderTest?, _ gpuRounds: Duration
    ) throws -> (EventLoop, JobTable, JobController) {
        let (loop, table) = (try EventLoop(), JobTable(history: try HistoryFile(store.results.history)))
        let recovery = try Recovery(from: store, into: table)
        let engine = try LocalEngine(loop: loop, results: store.results, supervisor: Products.supervisor)
        let controller = JobController(
            loop: loop, root: root, project: project, limit: limit,
            gpus: GPUInventory(maker: .nvidia, gpus: gpus?.all ?? []),
            gpuWatch: try gpus.map { gpus in
                try GPUWatch(loop: loop, freshness: .milliseconds(100), rounds: gpuRounds) { gpus.look() }
            }, store: store, engine: engine, table: table)
        controller.restore(recovery)
        controller.resume(recovery)
        return (loop, table, controller)
    }

    func submit(_ script: String, flavor: String = "cpu") throws -> Job {
        try controller.submit(
            JobRequest(template: "shell", parameters: ["script": .string(script), "flavor": .string(flavor)])
        ).job
    }

    func run(until id: JobID, is state: JobState) throws {
        try loop.run(until: "job \(id) is \(state)") { self.table[id]?.state == state }
    }

    func wait(until what: String, _ condition: @escaping () -> Bool) throws {
        try loop.run(until: what, condition)
    }

    func count(of state: JobState) -> Int {
        table.page(JobQuery(states: [state]), limit: 100).jobs.count
    }

    func isRecorded(_ id: JobID) -> Bool {
        table.summary(id)?.place != nil
    }

    var slotsInUse: Int {
        table.page(limit: 100).jobs.count { $0.state.holdsSlot }
    }

    /// Lets one job go on that waits at the FIFO `name`.
    func poke(_ name: String) throws {
        try FileDescriptor.open(folder.path + "/" + name, .write).writeAll([10])
    }
}
