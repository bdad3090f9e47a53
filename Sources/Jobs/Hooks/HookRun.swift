/// One hook under way: a process with a limit of time and of output.
internal import Linux
internal import Project

/// Confined to the control loop. It outlives a server that ends; only what it prints is lost then.
final class HookRun {
    /// Bytes.
    private static let outputLimit = 1 << 20
    /// Of its last words.
    private static let tailLimit = 300

    let pid: Int32
    private let output: FileDescriptor
    private let handle: FileDescriptor
    private var watches: [Watch] = []
    private var deadline: Deadline?
    private var printed = 0
    private var tail: [UInt8] = []
    private var isOver = false
    /// Called once, with what went wrong in words; nil: nothing.
    var ended: (String?) -> Void = { _ in }

    /// - Parameters:
    ///   - input: path of what it reads.
    ///   - variables: `NAME=value`, besides the server's own.
    init(
        _ hook: EndHook, in folder: String, input: String, variables: [String], on loop: EventLoop
    ) throws(SystemError) {
        let pipe = try Pipe()
        output = try pipe.readEnd.duplicate()
        try output.setNonblocking(true)
        var launch = ChildProcess.Launch(
            program: hook.command[0], arguments: hook.command, environment: Environment.all.filter { !$0.hasPrefix("ANANA_") } + variables)
        launch.workingDirectory = folder
        launch.input = .path(input, .read)
        launch.output = .path(pipe.writeEnd.procPath, .write)
        launch.error = nil
        launch.searchesPath = true
        let child = try ChildProcess.spawn(launch)
        pipe.close()
        pid = child.pid
        handle = try ChildProcess.handle(of: child.pid)
        watches = [
            try loop.watch(output, for: .readable) { [unowned self] _ in read() },
            try loop.watch(handle, for: .readable) { [unowned self] _ in processEnded() },
        ]
        deadline = loop.after(.milliseconds(hook.timeout)) { [unowned self] in
            kill("took longer than \(Quantity.text(milliseconds: hook.timeout)) and was killed")
        }
    }

    /// Whoever takes the status of any child has taken ours.
    func childEnded(_ status: ExitStatus) {
        if isOver { return }
        while read() {}
        if status.code == 0 { return end(nil) }
        let how = status.code.map { "exit code \($0)" } ?? "signal \(status.signal ?? 0)"
        let words = lastLine
        end("failed, \(how)" + (words.isEmpty ? "" : ": \(words)"))
    }

    private func processEnded() {
        // Where the status is not to be had any more, somebody has it, and tells us.
        if case .ended(_, let status) = ChildProcess.reap(pid) { childEnded(status) }
    }

    /// False where there is nothing to be read now, or ever.
    @discardableResult
    private func read() -> Bool {
        guard !isOver, let bytes = available() else { return false }
        if bytes.isEmpty {
            watches.first?.cancel()
            return false
        }
        printed += bytes.count
        tail = Array((tail + bytes).suffix(Self.tailLimit))
        if printed <= Self.outputLimit { return true }
        kill("printed more than \(Self.outputLimit) bytes and was killed")
        return false
    }

    /// Empty at the end; nil where there is nothing now.
    private func available() -> [UInt8]? {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
            do throws(SystemError) {
                return try output.read(into: buffer).map { Array(buffer[..<$0]) }
            } catch {
                // As good as an end: what it printed counts for little.
                return []
            }
        }
    }

    private var lastLine: String {
        let line = tail.split(separator: UInt8(ascii: "\n")).last { !$0.allSatisfy { $0 <= UInt8(ascii: " ") } }
        return String(decoding: line ?? [], as: UTF8.self)
    }

    /// With all of its group. Its status is taken with those of other children: a kernel that holds it must not
    /// hold us.
    private func kill(_ flaw: String) {
        if isOver { return }
        Signal.kill.send(toGroup: pid)
        end(flaw)
    }

    private func end(_ flaw: String?) {
        isOver = true
        for watch in watches { watch.cancel() }
        deadline?.cancel()
        let ended = ended
        self.ended = { _ in }
        ended(flaw)
    }
}
