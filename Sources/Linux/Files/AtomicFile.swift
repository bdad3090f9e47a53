/// Replaces a file so that a reader sees the old one or the new one, whole, whatever dies in between.
internal import CLinux
internal import Glibc

package enum AtomicFile {
    /// How much must be on the disk when the call returns.
    package enum Durability: Sendable {
        /// Survives our death, not a power cut.
        case none
        /// The content, and the name once the folder is written; never an empty file.
        case file
        /// Content and name.
        case fileAndName
    }

    /// Writes `path.tmp`, then renames it over `path`. On failure `path` is as it was and `path.tmp` is gone.
    package static func replace(
        _ path: String, with bytes: [UInt8], durability: Durability = .file, permissions: UInt32 = 0o600
    ) throws(SystemError) {
        let temporary = path + ".tmp"
        do throws(SystemError) {
            try write(bytes, to: temporary, durability, permissions)
            try FileSystem.rename(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        if durability == .fileAndName { try FileSystem.synchronizeDirectory(folder(of: path)) }
    }

    /// The same, but the first to write wins. - Throws: EEXIST where the file is there already.
    package static func create(
        _ path: String, with bytes: [UInt8], durability: Durability = .fileAndName
    ) throws(SystemError) {
        let temporary = path + ".tmp"
        do throws(SystemError) {
            try write(bytes, to: temporary, durability, 0o600)
            try FileSystem.renameIfAbsent(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        if durability == .fileAndName { try FileSystem.synchronizeDirectory(folder(of: path)) }
    }

    private static func write(
        _ bytes: [UInt8], to path: String, _ durability: Durability, _ permissions: UInt32
    ) throws(SystemError) {
        let file = try FileDescriptor.open(path, [.write, .create, .truncate], permissions: permissions)
        try file.writeAll(bytes)
        if durability != .none { try file.synchronize() }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
