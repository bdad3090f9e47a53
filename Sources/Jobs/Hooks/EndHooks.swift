/// Runs what anana.yaml wants run at the end of jobs: once for each job, a few at a time, never in its way.
internal import JobDirectory
internal import Linux
internal import Project

/// Confined to the control loop. `hook.json` is in the job's folder, on the disk, before the hook begins: one that
/// is there was run, or was about to be when the server was killed, and is not run (again). A job whose end was
/// seen and whose hook had not begun gets it from the next server: until then the job is one of the active ones.
final class EndHooks {
    /// More wait for their turn.
    private static let atOnce = 4

    private let loop: EventLoop
    private let table: JobTable
    private let store: JobStore
    /// The project's, where it runs.
    private let folder: String
    private var waiting: [(job: JobID, begun: () -> Void)] = []
    private var running: [Int32: HookRun] = [:]
    /// From now on, for jobs whose turn comes; nil: none.
    var hook: EndHook?
    /// The job as the API has it, in JSON.
    var describe: (Job) -> [UInt8] = { _ in Array("{}".utf8) }
    var trouble: (String) -> Void = { _ in }

    init(loop: EventLoop, table: JobTable, store: JobStore, folder: String, hook: EndHook?) {
        self.loop = loop
        self.table = table
        self.store = store
        self.folder = folder
        self.hook = hook
    }

    /// The job has ended. Calls `begun` when nothing is left to be done that a crash must not take: at once
    /// where no hook is wanted.
    func run(_ id: JobID, begun: @escaping () -> Void) {
        guard hook != nil else { return begun() }
        waiting.append((id, begun))
        startNext()
    }

    /// Somebody took the status of one of our children.
    func childEnded(_ pid: Int32, _ status: ExitStatus) {
        running[pid]?.childEnded(status)
    }

    private func variables(of id: JobID) -> [String] {
        ["ANANA_RESULTS_DIR=\(store.results.path)", "ANANA_ARTIFACTS_DIR=\(store.results.job(id).artifacts)"]
    }

    private func startNext() {
        while running.count < Self.atOnce, !waiting.isEmpty {
            let (id, begun) = waiting.removeFirst()
            start(id)
            begun()
        }
    }

    private func start(_ id: JobID) {
        // Deleted meanwhile, or the hook wanted no more.
        guard let hook, let job = table[id], let state = EndHook.State(rawValue: job.state.rawValue),
            hook.states.contains(state)
        else { return }
        let input = store.results.job(id).hook
        // It began under a server that was killed then.
        guard !FileSystem.exists(input) else { return }
        do throws(SystemError) {
            try AtomicFile.create(input, with: describe(job))
            let run = try HookRun(hook, in: folder, input: input, variables: variables(of: id), on: loop)
            running[run.pid] = run
            run.ended = { [unowned self] flaw in
                running[run.pid] = nil
                if let flaw { trouble("job \(id): its hook \(flaw)") }
                startNext()
            }
        } catch {
            trouble("job \(id): its hook could not be started: \(error)")
        }
    }
}
