/// Holds a process where not even SIGKILL ends it (cgroup v1, freezer).
internal import Linux

package final class Freezer {
    private static let root = "/sys/fs/cgroup/freezer"
    private let path: String

    package static var isPossible: Bool {
        FileSystem.exists(root + "/cgroup.procs") && (try? Freezer()) != nil
    }

    package init() throws {
        path = Self.root + "/anana-test-\(UInt32.random(in: 0 ... .max))"
        try FileSystem.makeDirectory(path)
    }

    deinit {
        try? thaw()
        ControlGroup(path: path).remove()
    }

    package func freeze(_ pid: Int32) throws {
        try ControlGroup(path: path).add(pid)
        try set("FROZEN")
    }

    package func thaw() throws { try set("THAWED") }

    private func set(_ state: String) throws {
        try FileDescriptor.open(path + "/freezer.state", .write).writeAll(Array(state.utf8))
    }
}
