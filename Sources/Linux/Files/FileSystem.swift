/// Calls on paths: make, list, rename, remove, look.
internal import CLinux
internal import Glibc

package enum FileSystem {
    /// nil where there is nothing. Follows links.
    package static func status(_ path: String) throws(SystemError) -> FileStatus? {
        var raw = stat()
        if stat(path, &raw) == 0 { return FileStatus(raw) }
        let error = SystemError.last("stat \(path)")
        if error.isMissing { return nil }
        throw error
    }

    /// As `status`, of the link itself where there is one (lstat(2)).
    package static func ownStatus(_ path: String) throws(SystemError) -> FileStatus? {
        var raw = stat()
        if lstat(path, &raw) == 0 { return FileStatus(raw) }
        let error = SystemError.last("lstat \(path)")
        if error.isMissing { return nil }
        throw error
    }

    /// Whether something can be seen at `path`; false also where a folder on the way may not be read.
    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    package static func isExecutable(_ path: String) -> Bool {
        access(path, X_OK) == 0
    }

    /// The absolute path without links, dots or doubled slashes (realpath(3)).
    package static func canonical(_ path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw .last("realpath \(path)") }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What a symbolic link says, unresolved (readlink(2)); of `/proc`'s own links, too.
    package static func target(ofLink path: String) throws(SystemError) -> String {
        var count = 0
        let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, filled in
            // An array of this size has a buffer.
            count = readlink(path, buffer.baseAddress!, buffer.count)
            filled = max(0, count)
        }
        if count < 0 { throw .last("readlink \(path)") }
        return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes the folder and those above it; one that is there already is fine.
    /// - Throws: ENOTDIR where something else has its name.
    package static func makeDirectories(_ path: String, permissions: UInt32 = 0o700) throws(SystemError) {
        if mkdir(path, permissions) == 0 { return }
        if errno == EEXIST { return try requireDirectory(path) }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw .last("mkdir \(path)")
        }
        try makeDirectories(String(path[..<slash]), permissions: permissions)
        if mkdir(path, permissions) == 0 { return }
        if errno != EEXIST { throw .last("mkdir \(path)") }
        try requireDirectory(path)
    }

    private static func requireDirectory(_ path: String) throws(SystemError) {
        if try status(path)?.kind != .directory { throw SystemError(code: ENOTDIR, call: "mkdir \(path)") }
    }

    /// Makes one folder. - Throws: EEXIST where it is there already.
    package static func makeDirectory(_ path: String, permissions: UInt32 = 0o700) throws(SystemError) {
        if mkdir(path, permissions) != 0 { throw .last("mkdir \(path)") }
    }

    /// Names in the folder, sorted, without `.` and `..`; empty where there is no such folder.
    package static func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else {
            let error = SystemError.last("opendir \(path)")
            if error.isMissing { return [] }
            throw error
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// rename(2): replaces what is there.
    package static func rename(_ from: String, to: String) throws(SystemError) {
        if Glibc.rename(from, to) != 0 { throw .last("rename \(from) to \(to)") }
    }

    /// - Throws: EEXIST where `to` is there already; nothing is replaced (renameat2(2)).
    package static func renameIfAbsent(_ from: String, to: String) throws(SystemError) {
        if renameat2(AT_FDCWD, from, AT_FDCWD, to, UInt32(clinux_rename_noreplace)) != 0 {
            throw .last("rename \(from) to \(to)")
        }
    }

    /// A symbolic link at `path`. - Throws: EEXIST where something is there already.
    package static func link(_ path: String, to target: String) throws(SystemError) {
        if symlink(target, path) != 0 { throw .last("symlink \(path)") }
    }

    /// Removes a file; one that is not there is fine.
    package static func remove(_ path: String) throws(SystemError) {
        if unlink(path) != 0 && errno != ENOENT { throw .last("unlink \(path)") }
    }

    /// Removes a folder and all in it, following no link.
    package static func removeTree(_ path: String) throws(SystemError) {
        var raw = stat()
        guard lstat(path, &raw) == 0 else {
            if errno == ENOENT { return }
            throw .last("lstat \(path)")
        }
        guard FileStatus(raw).kind == .directory else { return try remove(path) }
        for name in try list(path) { try removeTree(path + "/" + name) }
        if rmdir(path) != 0 { throw .last("rmdir \(path)") }
    }

    /// The whole file; nil where there is none.
    package static func contents(_ path: String) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) {
            return try FileDescriptor.open(path, .read).contents()
        } catch {
            if error.isMissing { return nil }
            throw error
        }
    }

    /// Makes sure that names made, renamed or removed in the folder are on the disk (fsync(2) of the folder).
    package static func synchronizeDirectory(_ path: String) throws(SystemError) {
        try FileDescriptor.open(path, [.read, .directory]).synchronize()
    }

    /// Brings all of the file system that holds `path` to the disk (syncfs(2)); may take long.
    package static func synchronizeFileSystem(_ path: String) throws(SystemError) {
        try FileDescriptor.open(path, [.read, .directory]).synchronizeFileSystem()
    }

    /// Of the name itself, where it is a link; nil where there is none.
    package static func linkStatus(_ path: String) throws(SystemError) -> FileStatus? {
        var raw = stat()
        if lstat(path, &raw) == 0 { return FileStatus(raw) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .last("lstat \(path)")
    }

    /// Where the running program lies; links resolved (proc(5)).
    package static func programPath() throws(SystemError) -> String {
        try canonical("/proc/self/exe")
    }
}
