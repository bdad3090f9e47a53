/// A file system of a few kilobytes in memory, for tests of what happens when the disk is full.
internal import Linux

package final class TinyDisk {
    /// Where it is mounted.
    package let folder: TemporaryDirectory

    /// Only root may mount, and not everywhere.
    package static var isPossible: Bool { (try? TinyDisk(kibibytes: 64)) != nil }

    package init(kibibytes: Int) throws {
        folder = try TemporaryDirectory()
        let mount = try RunningProgram(
            "mount", ["-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", folder.path], output: "/dev/null")
        let status = try mount.wait()
        if status.code != 0 { throw SystemError(code: status.code ?? -1, call: "mount") }
    }

    /// Leaves no room at all; `empty` gives it back.
    package func fill() throws {
        let file = try FileDescriptor.open(filler, [.write, .create])
        let block = [UInt8](repeating: 0, count: 4096)
        do throws(SystemError) {
            while true { try file.writeAll(block) }
        } catch {
            guard error.isOutOfSpace else { throw error }
        }
    }

    package func empty() throws { try FileSystem.remove(filler) }

    private var filler: String { folder.path + "/filler" }

    deinit {
        // Lazily: what still has a file open there keeps it until it ends.
        let program = try? RunningProgram("umount", ["-l", folder.path], output: "/dev/null")
        _ = try? program?.wait()
    }
}
