/// Runs a small program and takes what it prints, for a limited time: one that hangs is killed and left.
internal import CLinux
internal import Glibc

package enum ProgramOutput {
    /// `program` without a slash is looked for in PATH. Blocks the calling thread, which must not be a loop's.
    /// nil where it can't be started, does not end within `limit`, or prints more than a megabyte. `started` gets
    /// its identity at once.
    package static func take(
        _ program: String, _ arguments: [String], within limit: Duration,
        started: (ProcessIdentity) -> Void = { _ in }
    ) -> [UInt8]? {
        guard isThere(program) else { return nil }
        do throws(SystemError) {
            let pipe = try Pipe()
            let child = try spawn(program, arguments, into: pipe)
            let handle = ProcessTable.identity(of: child.pid).flatMap { identity in
                started(identity)
                return ProcessHandle(identity)
            }
            let reader = try pipe.readEnd.duplicate()
            try reader.setNonblocking(true)
            pipe.close()
            let output = try read(reader, until: .now + limit)
            if output == nil { handle?.kill() }
            return output
        } catch {
            return nil
        }
    }

    /// A look is cheaper than a child that finds nothing to run, and a server looks before it listens.
    private static func isThere(_ program: String) -> Bool {
        if program.contains("/") { return true }
        let path = Environment["PATH"] ?? "/bin:/usr/bin"
        return path.split(separator: ":", omittingEmptySubsequences: false).contains {
            FileSystem.isExecutable(($0.isEmpty ? "." : $0) + "/" + program)
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], into pipe: borrowing Pipe
    ) throws(SystemError) -> ChildProcess {
        var launch = ChildProcess.Launch(
            program: program, arguments: [program] + arguments, environment: Environment.all)
        launch.output = .path(pipe.writeEnd.procPath, .write)
        launch.error = .null
        launch.searchesPath = true
        return try ChildProcess.spawn(launch)
    }

    private static func read(
        _ reader: borrowing FileDescriptor, until end: Instant
    ) throws(SystemError) -> [UInt8]? {
        var output: [UInt8] = []
        while output.count < 1 << 20 {
            var wanted = pollfd(fd: reader.number, events: Int16(POLLIN), revents: 0)
            let left = (end - .now).millisecondsRoundedUp
            if left <= 0 || poll(&wanted, 1, Int32(clamping: left)) == 0 { return nil }
            let result: Result<Int?, SystemError> = withUnsafeTemporaryAllocation(
                byteCount: 4096, alignment: 1
            ) { buffer in
                Result { () throws(SystemError) in
                    guard let count = try reader.read(into: buffer) else { return nil }
                    output += buffer[..<count]
                    return count
                }
            }
            if try result.get() == 0 { return output }
        }
        return nil
    }
}
