/// Finds the program that a command names, as a shell would, and says why where it can't be started.
internal import Glibc
internal import JobDirectory
internal import Linux

struct ProgramSearch {
    let workingDirectory: String
    /// PATH of the job, not ours.
    let searchPath: String

    /// The path of the program, absolute.
    func find(_ command: String) throws(LaunchFailure) -> String {
        guard isDirectory(workingDirectory) else {
            throw LaunchFailure(
                reason: .directoryMissing,
                message: "the working directory does not exist: \(workingDirectory)")
        }
        if command.contains("/") {
            let path = absolute(command)
            if isProgram(path) { return path }
            throw FileSystem.exists(path) ? Self.notExecutable(path) : Self.notFound(command)
        }
        var refused: String?
        // An empty part is the working directory (execvp(3)).
        for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false)
        where !command.isEmpty {
            let path = absolute(folder.isEmpty ? command : "\(folder)/\(command)")
            if isProgram(path) { return path }
            if FileSystem.exists(path) && !isDirectory(path) { refused = refused ?? path }
        }
        throw refused.map(Self.notExecutable) ?? Self.notFound(command)
    }

    /// What posix_spawn's refusal of a program that was found means.
    static func failure(_ error: SystemError, starting path: String) -> LaunchFailure {
        switch error.code {
        case ENOEXEC:
            LaunchFailure(
                reason: .notExecutable, message: "neither a program nor a script with a #! line: \(path)")
        case ENOENT:
            LaunchFailure(
                reason: .commandNotFound, message: "the interpreter that \(path) names does not exist")
        case EACCES: notExecutable(path)
        default: LaunchFailure(reason: .other, message: "\(path): \(error.reason)")
        }
    }

    private static func notFound(_ command: String) -> LaunchFailure {
        LaunchFailure(reason: .commandNotFound, message: "command not found: \(command)")
    }

    private static func notExecutable(_ path: String) -> LaunchFailure {
        LaunchFailure(reason: .notExecutable, message: "not executable: \(path)")
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : workingDirectory + "/" + path
    }

    private func isProgram(_ path: String) -> Bool {
        FileSystem.isExecutable(path) && !isDirectory(path)
    }

    private func isDirectory(_ path: String) -> Bool {
        // What can't be looked at is no directory that main could be started in.
        (try? FileSystem.status(path))?.kind == .directory
    }
}
