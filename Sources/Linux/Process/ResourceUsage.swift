/// What a process and those of its children that it waited for used (getrusage(2)).
internal import CLinux
internal import Glibc

package struct ResourceUsage: Equatable, Sendable {
    package let userMicroseconds: Int64
    package let systemMicroseconds: Int64
    /// Of the largest process, in KiB.
    package let maximumResident: Int64

    init(_ raw: rusage) {
        userMicroseconds = Int64(raw.ru_utime.tv_sec) * 1_000_000 + Int64(raw.ru_utime.tv_usec)
        systemMicroseconds = Int64(raw.ru_stime.tv_sec) * 1_000_000 + Int64(raw.ru_stime.tv_usec)
        maximumResident = Int64(raw.ru_maxrss)
    }
}

extension ChildProcess {
    /// Waits until the process has ended (wait4(2)).
    package func waitWithUsage() throws(SystemError) -> (ExitStatus, ResourceUsage) {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 {
            if errno != EINTR { throw .last("wait4 \(pid)") }
        }
        return (ExitStatus(raw: status), ResourceUsage(usage))
    }
}
