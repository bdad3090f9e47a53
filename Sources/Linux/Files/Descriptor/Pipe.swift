/// Pipes with a name (FIFO) and without.
internal import CLinux
internal import Glibc

package struct Pipe: ~Copyable {
    package let readEnd: FileDescriptor
    package let writeEnd: FileDescriptor

    package init() throws(SystemError) {
        var ends: [Int32] = [0, 0]
        if pipe2(&ends, O_CLOEXEC) != 0 { throw .last("pipe2") }
        readEnd = FileDescriptor(owning: ends[0])
        writeEnd = FileDescriptor(owning: ends[1])
    }

    /// Closes both ends now.
    package consuming func close() {}

    /// mkfifo(3), for the owner only. One that is there already is fine.
    package static func makeFIFO(_ path: String) throws(SystemError) {
        if mkfifo(path, 0o600) != 0 && errno != EEXIST { throw .last("mkfifo \(path)") }
    }

    /// Whether nothing is in the pipe now. `readEnd` need not be the only one.
    package static func isEmpty(_ readEnd: borrowing FileDescriptor) -> Bool {
        var wanted = pollfd(fd: readEnd.number, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) <= 0 || Int32(wanted.revents) & POLLIN == 0
    }

    /// Asks for a buffer of `bytes`; what the system refuses stays as it was (pipe(7): a user's pipes share a
    /// limit).
    package static func setCapacity(of pipe: borrowing FileDescriptor, _ bytes: Int32) {
        _ = fcntl(pipe.number, Int32(clinux_set_pipe_size), bytes)
    }
}
