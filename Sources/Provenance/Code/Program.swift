/// Where a program lies that a command names, as a shell would look for it.
internal import Linux

enum Program {
    /// - Parameters:
    ///   - path: of folders with colons between.
    ///   - folder: where a name with a slash begins; nil: names with a slash must be absolute.
    static func find(_ name: String, path: String?, from folder: String? = nil) -> String? {
        guard !name.isEmpty else { return nil }
        if name.hasPrefix("/") { return isProgram(name) ? name : nil }
        if name.contains("/") { return folder.map { "\($0)/\(name)" }.flatMap { isProgram($0) ? $0 : nil } }
        for place in (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") where place.hasPrefix("/")
        {
            if isProgram("\(place)/\(name)") { return "\(place)/\(name)" }
        }
        return nil
    }

    private static func isProgram(_ path: String) -> Bool {
        // What can't be looked at can't be started either.
        guard let status = try? FileSystem.status(path) else { return false }
        return status.kind == .file && FileSystem.isExecutable(path)
    }
}
