/// What the calling process is to the system: its file mode mask, and how soon it is killed for memory.
internal import CLinux
internal import Glibc

package enum OwnProcess {
    /// What new files don't get (umask(2)); inherited by programs started later.
    package static func setFileModeMask(_ mask: UInt32) {
        umask(mask)
    }

    /// -1000 (never killed for memory) to 1000 (first of all); inherited (proc(5), oom_score_adj).
    /// False where it is refused: lowering it is a privilege.
    @discardableResult
    package static func setOutOfMemoryScore(_ score: Int) -> Bool {
        do throws(SystemError) {
            try FileDescriptor.open("/proc/self/oom_score_adj", .write).writeAll(Array("\(score)".utf8))
            return true
        } catch {
            return false
        }
    }
}
