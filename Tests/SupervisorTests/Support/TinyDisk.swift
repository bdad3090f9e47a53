/// A file system of a few kilobytes in memory, for tests of what happens when the disk is full.
import Linux
import TestSupport

final class TinyDisk {
    let folder: TemporaryDirectory

    /// Only root may mount, and not everywhere.
    static var isPossible: Bool { (try? TinyDisk(kibibytes: 64)) != nil }

    init(kibibytes: Int) throws {
        folder = try TemporaryDirectory()
        let mount = try RunningProgram(
            "mount", ["-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", folder.path], output: "/dev/null")
        let status = try mount.wait()
        if status.code != 0 { throw SystemError(code: status.code ?? -1, call: "mount") }
    }

    deinit {
        // Lazily: what still has a file open there keeps it until it ends.
        let program = try? RunningProgram("umount", ["-l", folder.path], output: "/dev/null")
        _ = try? program?.wait()
    }
}
