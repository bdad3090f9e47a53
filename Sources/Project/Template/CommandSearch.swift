/// Whether what a template runs is there, before anybody asks for it: programs come and go.
internal import Glibc

extension Template {
    /// What is wrong with the program of its command now; nil where it can be started. Looks at the disk.
    /// - Parameters:
    ///   - folder: the project's, where jobs run.
    ///   - path: PATH, as jobs inherit it; nil: the system's.
    package func commandFlaw(in folder: String, searchPath path: String?) -> String? {
        guard let program = command.first else { return nil }
        if program.contains("/") {
            let place = program.hasPrefix("/") ? program : folder + "/" + program
            if Self.isProgram(place) { return nil }
            return access(place, F_OK) == 0 ? "not executable: \(program)" : "command not found: \(program)"
        }
        // An empty part is the working directory (execvp(3)).
        let places = (path ?? "/bin:/usr/bin").split(separator: ":", omittingEmptySubsequences: false)
        let isThere = places.contains { place in
            let start = place.hasPrefix("/") ? "\(place)/" : place.isEmpty ? "\(folder)/" : "\(folder)/\(place)/"
            return Self.isProgram(start + program)
        }
        return isThere ? nil : "command not found: \(program)"
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
