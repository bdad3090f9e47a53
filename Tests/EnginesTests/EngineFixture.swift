/// A results folder, an engine on a loop of ours, and jobs in shell; nothing of them outlives the test.
import Engines
import Glibc
import JobDirectory
import Linux
import TestSupport

final class EngineFixture {
    let folder: TemporaryDirectory
    let results: ResultsFolder
    private(set) var loop: EventLoop
    private(set) var engine: LocalEngine
    private(set) var reports: [Observation] = []
    private let supervisor: String
    private var environment = Environment.all
    let job = JobID(at: WallClock.milliseconds)
    let nonce = "nonce-\(UInt64.random(in: 0...(.max)))"

    var attempt: AttemptDirectory { results.job(job).attempt(1) }

    /// UUIDs of what the job leases.
    var gpus: [String] = []

    /// `path`: a folder of programs of the job's own folder, looked at first.
    init(supervisor: String = Products.supervisor, path: String? = nil) throws {
        folder = try TemporaryDirectory()
        results = ResultsFolder(ofProject: folder.path)
        try results.make()
        try FileSystem.makeDirectories(results.job(job).path)
        self.supervisor = supervisor
        if let path {
            let others = Environment["PATH"] ?? "/usr/bin:/bin"
            environment.removeAll { $0.hasPrefix("PATH=") }
            environment.append("PATH=\(folder.path)/\(path):\(others)")
        }
        (loop, engine) = try Self.open(results, supervisor, environment)
        engine.report = { [unowned self] in reports.append($1) }
    }

    deinit {
        for entry in members() { Signal.kill.send(to: entry.identity) }
        if let record = try? ProcessRecord(parsing: FileSystem.contents(attempt.processes) ?? []) {
            Signal.kill.send(to: record.supervisor)
            Signal.kill.send(to: record.waiter)
            // Its server would; here other tests have children of their own.
            _ = ChildProcess.reap(record.supervisor.pid)
        }
    }

    private static func open(
        _ results: ResultsFolder, _ supervisor: String, _ environment: [String]
    ) throws -> (EventLoop, LocalEngine) {
        let loop = try EventLoop()
        return (loop, try LocalEngine(
            loop: loop, results: results, supervisor: supervisor, environment: environment))
    }

    /// The server is gone, and another one is there.
    func restart() throws {
        (loop, engine) = try Self.open(results, supervisor, environment)
        reports = []
        engine.report = { [unowned self] in reports.append($1) }
    }

    func record(
        _ script: String, stop: StopPolicy = StopPolicy(), bootID: String? = nil, timeout: Int64? = nil,
        retention: LogRetention = .everything
    ) throws -> LaunchRecord {
        LaunchRecord(
            job: job, attempt: 1, bootID: try bootID ?? ProcessTable.bootID(), time: WallClock.milliseconds,
            arguments: ["/bin/bash", "-c", script], workingDirectory: folder.path,
            environment: ["ANANA_JOB_ID": job.text, "ANANA_NONCE": nonce],
            lease: .init(flavor: "cpu", gpus: gpus), stop: stop, nonce: nonce, log: results.log(job),
            index: results.index(job), timeout: timeout, retention: retention)
    }

    func launch(_ script: String, stop: StopPolicy = StopPolicy(), timeout: Int64? = nil) throws {
        try engine.launch(try record(script, stop: stop, timeout: timeout))
    }

    /// Starts it and waits until it has printed `ready`.
    func launchUntilReady(
        _ script: String, stop: StopPolicy = StopPolicy(), timeout: Int64? = nil
    ) throws {
        try launch(script, stop: stop, timeout: timeout)
        try loop.run(until: "ready") { self.logText().contains("ready") && self.hasStarted }
    }

    /// An attempt as an earlier server left it; no file of it but these.
    func leaveAttempt(launch: LaunchRecord?, processes: ProcessRecord? = nil, main: MainRecord? = nil) throws
    {
        try FileSystem.makeDirectories(attempt.path)
        if let launch { try AtomicFile.replace(attempt.launch, with: launch.encoded()) }
        if let processes { try AtomicFile.replace(attempt.processes, with: processes.encoded()) }
        if let main { try AtomicFile.replace(attempt.main, with: main.encoded()) }
    }

    private var hasStarted: Bool {
        reports.contains { if case .started = $0 { true } else { false } }
    }

    var end: ExitRecord? {
        if case .ended(let record)? = reports.last { record } else { nil }
    }

    func waitForEnd() throws -> ExitRecord {
        try loop.run(until: "the end") { self.end != nil }
        guard let end else { throw TimedOut(what: "the end") }
        return end
    }

    func exitOnDisk() throws -> ExitRecord {
        try ExitRecord(parsing: try FileSystem.contents(attempt.exit) ?? [])
    }

    func processes() throws -> ProcessRecord {
        try ProcessRecord(parsing: try FileSystem.contents(attempt.processes) ?? [])
    }

    func logText() -> String {
        String(decoding: ((try? FileSystem.contents(results.log(job))) ?? nil) ?? [], as: UTF8.self)
    }

    /// The lines as the index has them.
    func lines() throws -> [String] {
        let reader = try LogReader.open(log: results.log(job), index: results.index(job))
        return try reader.window(1..<1_000_000, byteLimit: .max).map {
            String(decoding: $0.text, as: UTF8.self)
        }
    }

    /// Whoever of the job's processes still lives, by the mark in its environment.
    func members() -> [ProcessTable.Entry] {
        ProcessTable.snapshot().filter {
            !$0.isDead && ProcessTable.environment(of: $0.pid)?.contains("ANANA_NONCE=\(nonce)") ?? false
        }
    }

    /// The number that the job wrote to a file of its folder.
    func pid(in name: String) throws -> Int32 {
        try eventually("a pid in \(name)") {
            try folder.read(name).flatMap { Int32($0.split(separator: "\n").first ?? "") }
        }
    }

    /// Lets the job go on that waits at the FIFO `name`.
    func poke(_ name: String) throws {
        try FileDescriptor.open(folder.path + "/" + name, .write).writeAll([10])
    }

    func isAlive(_ pid: Int32) -> Bool {
        ProcessTable.entry(of: pid).map { !$0.isDead } ?? false
    }
}
