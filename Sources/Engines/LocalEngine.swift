/// Runs jobs on this machine, each under a supervisor of its own that outlives us; on the control loop only.
package import JobDirectory
internal import JobProcesses
package import Linux

package final class LocalEngine {
    private let loop: EventLoop
    private let results: ResultsFolder
    /// Path of `anana-supervisor`.
    private let supervisor: String
    /// `NAME=value` pairs that supervisors inherit, and jobs from them.
    private let environment: [String]
    private let bootID: String
    /// The cgroup that we and our supervisors are in; nil where there is no v2.
    private let ownGroup = ControlGroupPlace.unified
    private let files: FileWatch
    /// Of the logs of adopted jobs.
    private let indexing: WorkerPool
    private var handles: [JobID: SupervisorHandle] = [:]
    /// For what the disk or the kernel may hold up; made when a supervisor has died. nil where no thread can
    /// be had.
    private lazy var background = try? WorkerPool(threads: 2, capacity: 64)
    /// Called on the loop, never from within a call to the engine.
    package var report: (JobID, Observation) -> Void = { _, _ in }
    /// Called with each child of ours that has ended, whoever started it, since its status is gone then.
    package var childEnded: (Int32, ExitStatus) -> Void = { _, _ in }

    package init(
        loop: EventLoop, results: ResultsFolder, supervisor: String, environment: [String] = Environment.all
    ) throws(SystemError) {
        self.loop = loop
        self.results = results
        self.supervisor = supervisor
        self.environment = environment
        bootID = try ProcessTable.bootID()
        files = try FileWatch(on: loop)
        indexing = try WorkerPool(threads: 1, capacity: 64)
    }

    package var currentBootID: String { bootID }

    /// Starts the supervisor of a new attempt. What goes wrong from here on is reported as the attempt's end.
    /// - Throws: where not even the intent could be written; nothing is left behind then.
    package func launch(_ record: LaunchRecord) throws(SystemError) {
        let job = results.job(record.job)
        let attempt = job.attempt(record.attempt)
        try FileSystem.makeDirectories(job.artifacts)
        try FileSystem.makeDirectories(attempt.path)
        do throws(SystemError) {
            if record.attempt > 1 {
                try SystemLine.beginAttempt(record.attempt, log: record.log, index: record.index)
            }
            try AtomicFile.replace(attempt.launch, with: record.encoded(), durability: .fileAndName)
        } catch {
            // The error that counts is the one at hand; an empty folder that stays behind is harmless.
            try? FileSystem.removeTree(attempt.path)
            throw error
        }
        let handle = makeHandle(record.job, record.attempt, record)
        handle.start(supervisor: supervisor, environment: environment)
    }

    /// Takes hold of what must not be lost of an attempt that an earlier server started, before anybody can see
    /// that there is a server: its output and its end, for which nobody but main may have been there.
    package func hold(_ job: JobID, attempt number: Int) {
        let attempt = results.job(job).attempt(number)
        makeHandle(job, number, AttemptRecords(directory: attempt).launch).hold()
    }

    /// Takes up an attempt that an earlier server started.
    package func resume(_ job: JobID, attempt number: Int) {
        if handles[job] == nil { hold(job, attempt: number) }
        handles[job]?.resume(bootID: bootID)
    }

    /// Asks for the end of the job's tree. Asking again changes nothing, unless `mode` is stronger.
    /// - Returns: the stop that is wanted now; nil where nothing runs.
    /// - Throws: where the wish could not be written; it then counts for nothing.
    @discardableResult
    package func stop(
        _ job: JobID, mode: StopRecord.Mode, requester: String
    ) throws(SystemError) -> StopRecord? {
        try handles[job]?.stop(mode, requester: requester)
    }

    /// Takes the status of every child that has ended: supervisors, and orphans of supervisors that died.
    package func reapChildren() {
        while case .ended(let pid, let status) = ChildProcess.reap() {
            for handle in handles.values { handle.childEnded(pid, status) }
            childEnded(pid, status)
        }
    }

    private func makeHandle(_ job: JobID, _ number: Int, _ record: LaunchRecord?) -> SupervisorHandle {
        let handle = SupervisorHandle(
            job: job, attempt: results.job(job).attempt(number), launch: record, log: results.log(job),
            index: results.index(job), loop: loop, files: files, indexing: indexing,
            usage: { [unowned self] in usage(of: $0, $1) }
        ) { [unowned self] observation in
            if case .ended = observation {
                handles[job] = nil
                // A supervisor that was killed has left it behind.
                if let ownGroup { AttemptGroup.group(of: job, attempt: number, below: ownGroup.path).remove() }
            }
            report(job, observation)
        }
        handles[job] = handle
        return handle
    }

    private func usage(of files: AttemptRecords, _ launch: LaunchRecord?) -> OrphanUsage {
        let path = environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5)
        return OrphanUsage(files, launch, searchPath: path.map(String.init), on: loop) { [unowned self] in
            background
        }
    }
}
