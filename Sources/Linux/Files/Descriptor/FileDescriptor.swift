/// Owns one descriptor and closes it exactly once.
internal import CLinux
internal import Glibc

/// Raw numbers do not leave this room. Every descriptor is close-on-exec from birth.
package struct FileDescriptor: ~Copyable, Sendable {
    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // EBADF would mean that somebody else closed our number: a bug that must not pass (open(2),
        // close(2)).
        let result = Glibc.close(number)
        precondition(result == 0 || errno != EBADF, "descriptor \(number) was closed by somebody else")
    }

    /// Closes now. Without this, the end of the owner's life does it.
    package consuming func close() {}

    package struct Options: OptionSet, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }

        package static let read = Options(rawValue: O_RDONLY)
        package static let write = Options(rawValue: O_WRONLY)
        package static let readWrite = Options(rawValue: O_RDWR)
        package static let create = Options(rawValue: O_CREAT)
        package static let exclusive = Options(rawValue: O_EXCL)
        package static let truncate = Options(rawValue: O_TRUNC)
        package static let append = Options(rawValue: O_APPEND)
        package static let nonblocking = Options(rawValue: O_NONBLOCK)
        package static let directory = Options(rawValue: O_DIRECTORY)
    }

    /// open(2). `permissions` count only where `.create` makes a file.
    package static func open(
        _ path: String, _ options: Options, permissions: UInt32 = 0o600
    ) throws(SystemError) -> FileDescriptor {
        while true {
            let number = Glibc.open(path, options.rawValue | O_CLOEXEC, permissions)
            if number >= 0 { return FileDescriptor(owning: number) }
            if errno != EINTR { throw .last("open \(path)") }
        }
    }

    /// A second descriptor for the same open file (dup(2)).
    package borrowing func duplicate() throws(SystemError) -> FileDescriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        if copy < 0 { throw .last("fcntl F_DUPFD_CLOEXEC") }
        return FileDescriptor(owning: copy)
    }

    package borrowing func setNonblocking(_ on: Bool) throws(SystemError) {
        let flags = fcntl(number, F_GETFL)
        if flags < 0 || fcntl(number, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) < 0 {
            throw .last("fcntl O_NONBLOCK")
        }
    }

    /// `/proc/self/fd/N`: a short path to what is open here, for calls that take only a path (unix(7): 107
    /// bytes).
    package var procPath: String { "/proc/self/fd/\(number)" }
}
