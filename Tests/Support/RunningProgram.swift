/// A program under test with its output in a file: started, signalled, waited for, and never left behind.
internal import Glibc
package import Linux
internal import Synchronization

package final class RunningProgram: Sendable {
    package let pid: Int32
    package let outputPath: String
    /// nil until its end has been seen: from then on `pid` may be somebody else's.
    private let ended = Mutex<ExitStatus?>(nil)

    package init(
        _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String]? = nil,
        output: String
    ) throws {
        var launch = ChildProcess.Launch(
            program: program, arguments: [program] + arguments, environment: environment ?? Environment.all)
        launch.workingDirectory = folder
        launch.output = .path(output, [.write, .create, .append])
        launch.error = nil
        launch.searchesPath = true
        outputPath = output
        pid = try ChildProcess.spawn(launch).pid
    }

    deinit {
        send(.kill)
        // The kernel has no say in when: whoever was killed is a zombie within the limit, or nobody can help.
        _ = try? wait()
    }

    /// Standard output and standard error, as they came.
    package func output() -> String {
        // No file yet is no output yet.
        let bytes = try? FileSystem.contents(outputPath)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    package func send(_ signal: Signal) {
        if status() == nil { signal.send(to: pid) }
    }

    /// nil while it runs.
    package func status() -> ExitStatus? {
        ended.withLock { ended in
            if ended == nil, case .ended(_, let status) = ChildProcess.reap(pid) { ended = status }
            return ended
        }
    }

    @discardableResult
    package func wait(within limit: Duration = .seconds(120)) throws -> ExitStatus {
        try eventually("the end of process \(pid)", within: limit) { status() }
    }
}
