/// Children that leave no zombie, and still tell by SIGCHLD that they ended (sigaction(2), SA_NOCLDWAIT).
internal import CLinux
internal import Glibc

extension ChildProcess {
    /// From now on the kernel reaps our children at once; their statuses are lost. Unlike with an ignored
    /// SIGCHLD a `SignalDescriptor` for `Signal.child` still becomes readable. `reap()` says `.noChildren`
    /// when the last is gone.
    package static func reapAutomatically() throws(SystemError) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_DFL
        action.sa_flags = Int32(SA_NOCLDWAIT) | Int32(SA_NOCLDSTOP)
        if sigaction(SIGCHLD, &action, nil) != 0 { throw .last("sigaction SIGCHLD") }
    }

    /// Pids of the children of the calling thread, which must be the only one; nil where the kernel doesn't
    /// say (CONFIG_PROC_CHILDREN). Cheap, but complete only while nothing changes (proc(5)).
    package static func children() -> [Int32]? {
        // No such file on some kernels: the caller looks through the whole table then.
        guard let bytes = try? FileSystem.contents("/proc/thread-self/children") else { return nil }
        return bytes.split(separator: UInt8(ascii: " ")).compactMap {
            Int32(String(decoding: $0, as: UTF8.self))
        }
    }
}
