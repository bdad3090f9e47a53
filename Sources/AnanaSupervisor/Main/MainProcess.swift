/// Main and its waiter: starts the waiter, hears that main has started, and how it ended.
internal import JobDirectory
internal import Linux

final class MainProcess {
    /// How long after main's end the waiter may take to write it down.
    private static let patience = Duration.seconds(5)
    /// Between main's death and the moment at which the kernel tells of it (Linux 6.15) lies its reaping.
    private static let kernelTries = 20

    private let loop: EventLoop
    private let attempt: AttemptDirectory
    /// The read end of the waiter's standard output: the report, then the end when the waiter ends.
    private var pipe: FileDescriptor?
    private var pipeWatch: Watch?
    private var received: [UInt8] = []
    /// Readable when main has ended.
    private var handle: FileDescriptor?
    private var handleWatch: Watch?
    /// For its end where the waiter can't tell it.
    private var witness: ProcessHandle?
    private var askedKernel = 0
    private var hasWaiterEnded = false
    private var isGone = false

    private(set) var waiter: ProcessIdentity?
    /// nil until main has started; for ever where it could not.
    private(set) var report: WaiterReport?
    /// How it ended; nil where nobody knows.
    private(set) var record: MainRecord?
    private(set) var hasEnded = false

    var started: () -> Void = {}
    /// Called once, when main has ended or never started.
    var ended: () -> Void = {}

    init(_ attempt: AttemptDirectory, on loop: EventLoop) {
        self.attempt = attempt
        self.loop = loop
    }

    /// `directory` is the attempt's by a name that the waiter can use too; `group`: where main is to be born.
    func start(directory: String, supervisor: Int32, in group: ControlGroup?) throws(SystemError) {
        let pipe = try Pipe()
        let path: String
        // An unlinked program (it was replaced by a newer one) still runs by this name.
        do throws(SystemError) { path = try FileSystem.programPath() } catch { path = "/proc/self/exe" }
        var launch = ChildProcess.Launch(
            program: path,
            arguments: ["anana-waiter", "--waiter", directory, "\(supervisor)"]
                + (group.map { [$0.path] } ?? []),
            environment: Environment.all)
        launch.output = .path(pipe.writeEnd.procPath, .write)
        launch.error = .null
        let reader = try pipe.readEnd.duplicate()
        try reader.setNonblocking(true)
        pipeWatch = try loop.watch(reader, for: .readable) { [unowned self] _ in readReport() }
        self.pipe = consume reader
        // Last, so that nothing runs where anything failed.
        let child = try ChildProcess.spawn(launch)
        waiter = ProcessTable.identity(of: child.pid)
    }

    private func readReport() {
        guard let piece = nextPiece() else { return }
        if !piece.isEmpty {
            received += piece
            if report == nil, let report = WaiterReport(parsing: received) { begin(report) }
            return
        }
        pipeWatch?.cancel()
        hasWaiterEnded = true
        conclude()
    }

    /// nil where there is nothing yet, empty at the end.
    private func nextPiece() -> [UInt8]? {
        switch pipe {
        case .some(let pipe):
            var isEarly = false
            let piece = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
                // A pipe that can't be read has ended for us.
                let result = Result { () throws(SystemError) in
                    try pipe.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if case .success(.none) = result { isEarly = true }
                count = (try? result.get()) ?? 0
            }
            return isEarly ? nil : piece
        case nil: return nil
        }
    }

    private func begin(_ report: WaiterReport) {
        self.report = report
        witness = ProcessHandle(report.main)
        do throws(SystemError) {
            let handle = try ChildProcess.handle(of: report.main.pid)
            if ProcessTable.identity(of: report.main.pid) == report.main {
                handleWatch = try loop.watch(handle, for: .readable) { [unowned self] _ in mainGone() }
                self.handle = consume handle
            } else {
                isGone = true
            }
        } catch {
            // Ended and reaped by the waiter already.
            isGone = true
        }
        started()
    }

    private func mainGone() {
        handleWatch?.cancel()
        isGone = true
        conclude()
        guard !hasEnded else { return }
        // A waiter that was stopped is woken; one that still does not end has lost its one task.
        loop.after(Self.patience) { [self] in
            if !hasWaiterEnded, let waiter { Signal.continue.send(to: waiter) }
        }
        loop.after(Self.patience + Self.patience) { [self] in endWaiter() }
    }

    private func endWaiter() {
        guard !hasWaiterEnded, let waiter else { return }
        // A debugger is told of main's end before the waiter is, and may take its time (ptrace(2)).
        if let report, ProcessTable.tracer(of: report.main.pid) != nil {
            loop.after(Self.patience) { [self] in endWaiter() }
        } else {
            Signal.kill.send(to: waiter)
        }
    }

    private func conclude() {
        guard !hasEnded, hasWaiterEnded else { return }
        record = readRecord() ?? kernelRecord()
        // The waiter is gone without a word: main may live on, as our child.
        guard record != nil || report == nil || isGone else { return }
        if record == nil, witness != nil, askedKernel < Self.kernelTries {
            askedKernel += 1
            loop.after(.milliseconds(5)) { [self] in conclude() }
            return
        }
        hasEnded = true
        ended()
    }

    /// nil while main is there, and where the kernel does not tell.
    private func kernelRecord() -> MainRecord? {
        guard let report, let status = witness?.exitStatus else { return nil }
        return MainRecord(
            end: .status(status.raw), startedAt: report.startedAt, endedAt: WallClock.milliseconds,
            usage: nil)
    }

    private func readRecord() -> MainRecord? {
        // Missing or torn is the same: nobody knows how main ended.
        guard let bytes = try? FileSystem.contents(attempt.main) else { return nil }
        return try? MainRecord(parsing: bytes)
    }
}
