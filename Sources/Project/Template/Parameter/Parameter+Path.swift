/// Whether a path stays inside the project, whatever its links lead to.
internal import Glibc
internal import JSON

extension Parameter {
    /// What is wrong with the value of a path parameter; nil for all others.
    /// - Parameter folder: the project's, absolute and canonical; nil: the path is only looked at as text.
    func pathFlaw(_ value: JSONValue, in folder: String?) -> String? {
        guard kind == .path, let path = value.stringValue else { return nil }
        if path.isEmpty { return "must be the path of a file or folder in the project" }
        if path.hasPrefix("/") { return "must be relative to the project's folder, is '\(path)'" }
        if path.split(separator: "/").contains("..") { return "must not contain '..', is '\(path)'" }
        guard let folder, let real = Self.resolved(folder + "/" + path) else { return nil }
        if real == folder || real.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") { return nil }
        return "leads out of the project, to '\(real)'"
    }

    /// With all links followed, as far as there is something; a job may make the rest. nil where that can't be
    /// told.
    private static func resolved(_ path: String) -> String? {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        // A link whose target is missing would be followed by whoever makes it.
        var status = stat()
        if lstat(path, &status) == 0 { return "a link that leads nowhere" }
        return resolved(String(path[..<slash])).map { $0 + path[slash...] }
    }
}
