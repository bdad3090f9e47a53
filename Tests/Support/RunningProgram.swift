/// A program under test with its output in a file: started, signalled, waited for, and never left behind.
internal import Glibc
package import Linux

package final class RunningProgram: Sendable {
    package let pid: Int32
    package let outputPath: String

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
        if Signal.kill.send(to: pid) { _ = try? ChildProcess(pid: pid).wait() }
    }

    package func output() -> String {
        // No file yet is no output yet.
        let bytes = (try? FileSystem.contents(outputPath)) ?? []
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    package func send(_ signal: Signal) {
        signal.send(to: pid)
    }

    package func wait() throws -> ExitStatus {
        try ChildProcess(pid: pid).wait()
    }
}
