/// Holds on to one process, so that how it ended can still be asked when somebody else has reaped it.
internal import CLinux
internal import Glibc

/// Linux 6.15 and later tell the status through a pidfd that was open before the process was reaped
/// (PIDFD_GET_INFO with PIDFD_INFO_EXIT); earlier ones never do.
package final class ProcessHandle {
    private let descriptor: FileDescriptor

    /// nil where the process is gone, or no descriptor is left.
    package init?(_ identity: ProcessIdentity) {
        let number = clinux_pidfd_open(identity.pid)
        guard number >= 0 else { return nil }
        descriptor = FileDescriptor(owning: number)
        // The descriptor pins whoever has the number now; only then is it sure whether that is the one meant.
        guard ProcessTable.identity(of: identity.pid) == identity else { return nil }
    }

    /// SIGKILL; nothing happens where it has ended.
    package func kill() {
        _ = clinux_pidfd_send_signal(descriptor.number, SIGKILL)
    }

    /// nil while it is not reaped, and where the kernel does not tell.
    package var exitStatus: ExitStatus? {
        var info = clinux_pidfd_info()
        let wanted = UInt64(clinux_pidfd_info_exit)
        info.mask = wanted
        guard clinux_pidfd_get_info(descriptor.number, &info) == 0, info.mask & wanted != 0 else {
            return nil
        }
        return ExitStatus(raw: info.exit_code)
    }
}
