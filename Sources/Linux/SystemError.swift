/// A system call that failed: its errno, and the call with what it was given.
internal import CLinux
internal import Glibc

package struct SystemError: Error, Equatable, Sendable {
    /// errno, as in errno(3).
    package let code: Int32
    /// The call and its object, for a person: `open /x/y`.
    package let call: String

    package init(code: Int32, call: String) {
        self.code = code
        self.call = call
    }

    /// The errno that the calling thread's last failed call left.
    package static func last(_ call: String) -> SystemError {
        SystemError(code: errno, call: call)
    }

    package var reason: String { String(cString: strerror(code)) }

    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// A way that was not to be gone: out of the folder (EXDEV), or over a link (ELOOP) (openat2(2)).
    package var leadsOutside: Bool { code == EXDEV || code == ELOOP }
    package var isForbidden: Bool { code == EACCES || code == EPERM }
    package var exists: Bool { code == EEXIST }
    package var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    package var isAddressInUse: Bool { code == EADDRINUSE }
    /// The peer is gone: ECONNRESET, EPIPE, ENOTCONN, ECONNREFUSED.
    package var isDisconnected: Bool {
        code == ECONNRESET || code == EPIPE || code == ENOTCONN || code == ECONNREFUSED
    }
}

extension SystemError: CustomStringConvertible {
    package var description: String { "\(call): \(reason)" }
}
