/// Writes with what a job ran, beside it and after its start: nothing that it asks can hold a job up.
internal import JobAPI
package import Linux
internal import Synchronization

package final class ProvenanceRecorder: Sendable {
    /// What is to be recorded, as it is at the start.
    package struct Subject: Sendable {
        package let job: String
        /// The argument vector.
        package let command: [String]
        /// What the request set over the server's own.
        package let environment: [String: String]
        /// Where the record goes.
        package let file: String

        package init(job: String, command: [String], environment: [String: String], file: String) {
            self.job = job
            self.command = command
            self.environment = environment
            self.file = file
        }
    }

    private let project: String
    private let host: HostFacts
    private let worker: WorkerPool
    private let python = PythonReader()
    private let askGPUs: @Sendable () -> GPUQuery?
    private let trouble: @Sendable (String) -> Void

    private static let limit = Duration.seconds(10)
    private static let packageLimit = Duration.seconds(60)

    /// - Parameters:
    ///   - project: the folder that jobs run in.
    ///   - trouble: told what could not be recorded, on any thread.
    package init(
        project: String, gpus: @escaping @Sendable () -> GPUQuery? = { GPUQuery.ask(within: .seconds(5)) },
        trouble: @escaping @Sendable (String) -> Void
    ) throws(SystemError) {
        self.project = project
        host = HostFacts.read()
        askGPUs = gpus
        self.trouble = trouble
        // One at a time, so that a burst of starts does not take the processors from the jobs.
        worker = try WorkerPool(threads: 1, capacity: 1000)
    }

    /// Returns at once.
    package func record(_ subject: Subject) {
        let isAccepted = worker.submit { [self] in write(subject) }
        if !isAccepted {
            trouble("job \(subject.job): too many starts at once, its provenance is not recorded")
        }
    }

    /// Twice: what is quickly known first, since the server may end before all is.
    private func write(_ subject: Subject) {
        var notes: [String] = []
        let git = git(&notes)
        let gpus = askGPUs()
        var record = ProvenanceRecord(
            job: subject.job, recordedAt: Timestamp(milliseconds: WallClock.milliseconds), complete: false,
            git: git, python: nil, packages: nil, host: host, gpuDriver: gpus?.driver,
            gpus: gpus?.facts ?? [],
            notes: notes)
        guard put(record, subject) else { return }
        let path = subject.environment["PATH"] ?? Environment["PATH"]
        if let interpreter = Interpreter.find(subject.command, in: project, searchPath: path) {
            describe(interpreter, in: &record)
        } else {
            record.notes.append("the command runs no Python that could be found")
        }
        record.complete = true
        _ = put(record, subject)
    }

    private func git(_ notes: inout [String]) -> GitState? {
        guard let reader = GitReader(folder: project, limit: Self.limit) else {
            notes.append("there is no git")
            return nil
        }
        let state = reader.state()
        if state == nil { notes.append("git knows no repository here, or did not answer in time") }
        return state
    }

    private func describe(_ interpreter: Interpreter, in record: inout ProvenanceRecord) {
        guard let answer = python.ask(interpreter, within: Self.limit) else {
            record.notes.append("\(interpreter.path) did not say its version")
            return
        }
        record.python = answer.facts
        record.packages = python.packages(interpreter, answer, within: Self.packageLimit)
        if record.packages == nil { record.notes.append("\(interpreter.path) could not list its packages") }
    }

    /// False where it could not be written: the folder may be gone with its job.
    private func put(_ record: ProvenanceRecord, _ subject: Subject) -> Bool {
        do throws(SystemError) {
            try AtomicFile.replace(subject.file, with: record.encoded(), durability: .none)
            return true
        } catch {
            if !error.isMissing { trouble("job \(subject.job): its provenance is not recorded: \(error)") }
            return false
        }
    }
}
