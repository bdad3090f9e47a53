/// A cgroup with a memory limit, of version 1, for tests of what happens when memory runs out.
import Linux
import TestSupport

final class MemoryLimit {
    private static let root = "/sys/fs/cgroup/memory"
    let path: String

    /// Only as root, and where version 1 has the memory controller.
    static var isPossible: Bool {
        guard FileSystem.exists(root + "/memory.limit_in_bytes"), let limit = try? MemoryLimit(mebibytes: 100)
        else { return false }
        return FileSystem.exists(limit.path + "/memory.oom_control")
    }

    init(mebibytes: Int) throws {
        path = Self.root + "/anana-test-\(WallClock.milliseconds)-\(UInt32.random(in: 0 ... .max))"
        try FileSystem.makeDirectory(path)
        let file = try FileDescriptor.open(path + "/memory.limit_in_bytes", .write)
        try file.writeAll(Array("\(mebibytes << 20)".utf8))
    }

    deinit { ControlGroup(path: path).remove() }

    var members: [Int32] { ControlGroup(path: path).members }

    /// Enters the group, then becomes the program given after it.
    var wrapper: [String] { ["sh", "-c", "echo $$ > \(path)/cgroup.procs; exec \"$@\"", "sh"] }
}
