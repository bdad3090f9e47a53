/// A cgroup v2 of our own: who is born in it stays in it, and one write kills all (cgroups(7)).
internal import CLinux
internal import Glibc

package struct ControlGroup: Equatable, Sendable {
    /// Its folder.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Makes a group below `folder`; nil where that is refused, or where the kernel has no `cgroup.kill`
    /// (before 5.14). Whether a process can be moved into it is known only when it was tried.
    package static func make(_ name: String, below folder: String) -> ControlGroup? {
        let path = folder + "/" + name
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { return nil }
        let group = ControlGroup(path: path)
        if access(group.killFile, W_OK) == 0 && access(group.membersFile, W_OK) == 0 { return group }
        group.remove()
        return nil
    }

    private var membersFile: String { path + "/cgroup.procs" }
    private var killFile: String { path + "/cgroup.kill" }

    /// Moves a process; what it starts from then on is born here.
    package func add(_ pid: Int32) throws(SystemError) {
        try FileDescriptor.open(membersFile, .write).writeAll(Array("\(pid)".utf8))
    }

    /// Pids; empty where it can't be read.
    package var members: [Int32] {
        guard let bytes = try? FileSystem.contents(membersFile) else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
            Int32(String(decoding: $0, as: UTF8.self))
        }
    }

    /// Whether a process lives here or in a group below; zombies don't count.
    package var isPopulated: Bool { counter("populated", in: "cgroup.events") == 1 }

    /// SIGKILL to all members at once, those that are just being forked too. False where it is refused.
    package func kill() -> Bool {
        do throws(SystemError) {
            try FileDescriptor.open(killFile, .write).writeAll([UInt8(ascii: "1")])
            return true
        } catch {
            return false
        }
    }

    /// Only without members; groups that the job made below go too.
    package func remove() {
        for name in (try? FileSystem.list(path)) ?? [] {
            let below = path + "/" + name
            // What is not a folder is a control file, which goes with its folder.
            if (try? FileSystem.status(below))?.kind == .directory { ControlGroup(path: below).remove() }
        }
        rmdir(path)
    }

    /// The number after `name` in one of the files that hold `name number` lines; nil where there is none.
    package func counter(_ name: String, in file: String) -> Int64? {
        Self.counter(name, inFile: path + "/" + file)
    }

    package static func counter(_ name: String, inFile path: String) -> Int64? {
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            if words.count == 2, words[0].elementsEqual(name.utf8) {
                return Int64(String(decoding: words[1], as: UTF8.self))
            }
        }
        return nil
    }
}
