/// What a tree without supervisor uses: usage.csv goes on, and the receipt gets its GPUs' memory.
internal import JobDirectory
internal import JobProcesses
internal import Linux

/// Confined to the control loop.
final class OrphanUsage {
    private let path: String
    private let leased: [String]
    private let searchPath: String?
    private let loop: EventLoop
    private let pool: () -> WorkerPool?
    private let gpuUse: GPUUse
    private var gpu: GPUMonitor?
    private var sampler: UsageSampler?

    /// `searchPath`: where nvidia-smi may be. `pool`: where is measured; nil where no thread can be had.
    init(
        _ files: AttemptRecords, _ launch: LaunchRecord?, searchPath: String?, on loop: EventLoop,
        pool: @escaping () -> WorkerPool?
    ) {
        path = files.directory.usage
        leased = launch?.lease.gpus ?? []
        self.searchPath = searchPath
        self.loop = loop
        self.pool = pool
        gpuUse = GPUUse(leased, known: files.processes?.gpus ?? [])
    }

    var gpus: [Receipt.GPU] { gpuUse.gpus }

    /// `processes`: who lives now.
    func begin(_ processes: @escaping () -> [ProcessTable.Entry]) {
        guard let pool = pool() else { return }
        gpu = GPUMonitor(leased: leased, searchPath: searchPath, on: pool)
        do throws(SystemError) {
            let file = try UsageFile(path, on: pool)
            sampler = UsageSampler(file, gpu: gpu, began: .now, isLate: true, on: loop, processes: processes)
        } catch {
            // A full disk: a job without a curve is a job all the same.
        }
    }

    /// The tree is gone; `done` is called when the GPUs have been asked, or at once.
    func finish(_ done: @escaping () -> Void) {
        sampler?.stop()
        gpuUse.note(.after, from: gpu, on: loop, done)
    }
}
