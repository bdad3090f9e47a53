/// Asks nvidia-smi about the GPUs of a job, on a thread of its own: with a sick driver it may hang.
package import Linux
internal import Synchronization

package final class GPUMonitor: Sendable {
    /// With a sick driver it never ends.
    private static let patience = Duration.seconds(5)

    private let program: String
    private let leased: [String]
    private let pool: WorkerPool
    /// Held only to read or set; never while nvidia-smi runs, but while it is being started.
    private let helper = Mutex<ProcessIdentity?>(nil)

    /// nil where the job holds no GPU, or there is no nvidia-smi. `pool`: where it is asked, whoever else
    /// works there; nil: on a thread of its own.
    package init?(leased: [String], searchPath: String?, on pool: WorkerPool? = nil) {
        guard !leased.isEmpty, let program = Self.find(searchPath ?? "/usr/bin"),
            // At most one waits while one runs: a second question gets the answer of a later one.
            let pool = try? pool ?? WorkerPool(threads: 1, capacity: 1)
        else { return nil }
        self.program = program
        self.leased = leased
        self.pool = pool
    }

    /// Whether this is the nvidia-smi that runs or ran last, which is our child but no part of the job.
    package func isHelper(_ identity: ProcessIdentity) -> Bool {
        helper.withLock { $0 == identity }
    }

    /// Calls `done` on another thread with the answer; nil where there is none within ten seconds.
    /// False where it is busy: `done` will not be called.
    @discardableResult
    package func ask(tree: Set<Int32>, _ done: @escaping @Sendable (GPUReading?) -> Void) -> Bool {
        pool.submit { [self] in
            guard let devices = run(GPUReading.deviceArguments) else { return done(nil) }
            // No process list (not permitted, old driver) is no reason to lose the devices.
            let processes = tree.isEmpty ? "" : run(GPUReading.processArguments) ?? ""
            done(GPUReading(devices: devices, processes: processes, leased: leased, tree: tree))
        }
    }

    private static func find(_ searchPath: String) -> String? {
        searchPath.split(separator: ":").map { "\($0)/nvidia-smi" }.first { FileSystem.isExecutable($0) }
    }

    private func run(_ arguments: [String]) -> String? {
        let output = ProgramOutput.take(program, arguments, within: Self.patience) { identity in
            helper.withLock { $0 = identity }
        }
        return output.map { String(decoding: $0, as: UTF8.self) }
    }
}
