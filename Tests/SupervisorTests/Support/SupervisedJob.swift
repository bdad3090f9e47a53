/// A job under the real supervisor, in a folder of its own; nothing of it is left behind.
import Glibc
import JobDirectory
import Linux
import TestSupport

final class SupervisedJob {
    /// The supervisor itself did not end well.
    struct Failure: Error {
        let status: ExitStatus?
        let output: String
    }

    let folder: TemporaryDirectory
    let attempt: AttemptDirectory
    private(set) var supervisor: RunningProgram?

    let log: String
    let index: String

    /// Starts nothing yet. `below`: where in `folder` the records and the log lie, with a slash before it.
    init(
        _ arguments: [String], stop: StopPolicy = StopPolicy(), workingDirectory: String? = nil,
        environment: [String: String] = [:], folder: TemporaryDirectory? = nil, attempt number: Int = 1,
        timeout: Int64? = nil, fileModeMask: UInt32? = nil, gpus: [String] = [], below: String = ""
    ) throws {
        // A supervisor that closes its socket on us must not end the test program.
        Signal(number: SIGPIPE).ignore()
        let folder = try folder ?? TemporaryDirectory()
        self.folder = folder
        let base = folder.path + below
        log = base + "/job.log"
        index = base + "/job.idx"
        attempt = AttemptDirectory(path: base + "/attempts/\(number)")
        try FileSystem.makeDirectories(attempt.path)
        let id = JobID(at: 1_795_502_641_627)
        let record = LaunchRecord(
            job: id, attempt: number, bootID: try ProcessTable.bootID(), time: WallClock.milliseconds,
            arguments: arguments, workingDirectory: workingDirectory ?? folder.path,
            environment: environment.merging(["ANANA_JOB_ID": id.text]) { own, _ in own },
            lease: .init(flavor: "cpu", gpus: gpus), stop: stop, nonce: "n", log: log, index: index,
            timeout: timeout, fileModeMask: fileModeMask)
        try AtomicFile.replace(attempt.launch, with: record.encoded())
    }

    static func shell(
        _ script: String, stop: StopPolicy = StopPolicy(), timeout: Int64? = nil
    ) throws -> SupervisedJob {
        try SupervisedJob(["/bin/bash", "-c", script], stop: stop, timeout: timeout)
    }

    static func python(_ script: String, stop: StopPolicy = StopPolicy()) throws -> SupervisedJob {
        try SupervisedJob(["python3", "-c", script], stop: stop)
    }

    deinit {
        guard let supervisor, FileSystem.exists(attempt.processes), !FileSystem.exists(attempt.exit) else {
            return
        }
        // A test that failed half-way: its tree goes with it.
        supervisor.send(.kill)
        guard let record = try? processes() else { return }
        Signal.kill.send(toGroup: record.main.pid)
        Signal.kill.send(to: record.waiter)
    }

    /// `wrapper`: a program and its arguments that become the supervisor in the end.
    @discardableResult
    func start(through wrapper: [String] = [], environment: [String]? = nil) throws -> SupervisedJob {
        let command = wrapper + [Products.supervisor, attempt.path]
        supervisor = try RunningProgram(
            command[0], Array(command.dropFirst()), environment: environment,
            output: folder.path + "/supervisor.out")
        return self
    }

    /// The supervisor and all it starts belong to a user without rights; only root can do that. `wrapper`:
    /// what root does before.
    func startAsNobody(through wrapper: [String] = []) throws -> SupervisedJob {
        let owner = try RunningProgram("chown", ["-R", "65534:65534", folder.path], output: "/dev/null")
        try owner.wait()
        return try start(through: wrapper + ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
    }

    /// Starts, waits until the supervisor has ended, and reads what it wrote.
    func run() throws -> ExitRecord {
        try start()
        return try end()
    }

    /// Waits until the supervisor has ended, and reads what it wrote.
    func end() throws -> ExitRecord {
        let status = try supervisor?.wait()
        guard status?.code == 0 else { throw Failure(status: status, output: supervisor?.output() ?? "") }
        return try exit()
    }

    func exit() throws -> ExitRecord {
        try ExitRecord(parsing: try FileSystem.contents(attempt.exit) ?? [])
    }

    func receipt() throws -> Receipt {
        try Receipt(parsing: try FileSystem.contents(attempt.receipt) ?? [])
    }

    /// Waits until the supervisor has told one.
    func state() throws -> StateRecord {
        try eventually("state.json") { FileSystem.exists(attempt.state) }
        return try StateRecord(parsing: try FileSystem.contents(attempt.state) ?? [])
    }

    /// Waits until main has started.
    func processes() throws -> ProcessRecord {
        try eventually("pids.json") { FileSystem.exists(attempt.processes) }
        return try ProcessRecord(parsing: try FileSystem.contents(attempt.processes) ?? [])
    }

    /// Waits until main has printed a line with `text` to its end: Python may write the end by a call of its own.
    func waitFor(_ text: String) throws {
        try eventually("main prints \(text)") {
            let lines = try logText().split(separator: "\n", omittingEmptySubsequences: false)
            return lines.dropLast().contains { $0.contains(text) }
        }
    }

    func logText() throws -> String {
        String(decoding: try FileSystem.contents(log) ?? [], as: UTF8.self)
    }

    /// The lines as the index has them.
    func lines() throws -> [String] {
        let reader = try LogReader.open(log: log, index: index)
        return try reader.window(1..<10_000_000, byteLimit: .max).map {
            String(decoding: $0.text, as: UTF8.self)
        }
    }

    func records() throws -> [LogIndex.Record] {
        try LogReader.open(log: log, index: index).records(1..<10_000_000)
    }

    func writeStop(_ mode: StopRecord.Mode) throws {
        let record = StopRecord(mode: mode, requester: "test", time: WallClock.milliseconds)
        try AtomicFile.replace(attempt.stop, with: record.encoded())
    }

    /// Over the control socket.
    func ask(_ request: ControlMessage.Request) throws -> ControlMessage.Reply {
        let folder = try FileDescriptor.open(attempt.path, [.read, .directory])
        let socket = try Socket.connect(to: .path(folder.procPath + "/ctl.sock"))
        try socket.descriptor.writeAll(request.encoded())
        var answer: [UInt8] = []
        while answer.last != 10 {
            let piece = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = try socket.descriptor.read(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
            }
            if piece.isEmpty { break }
            answer += piece
        }
        return try ControlMessage.Reply(parsing: answer)
    }
}
