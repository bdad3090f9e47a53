/// A lock on a file that lasts as long as its holder lives: the kernel drops it at death (flock(2)).
internal import CLinux
internal import Glibc

package struct FileLock: ~Copyable, Sendable {
    private let file: FileDescriptor

    /// nil where another process holds it. The file is made if missing; its content is left alone.
    package static func acquire(_ path: String) throws(SystemError) -> FileLock? {
        let file = try FileDescriptor.open(path, [.readWrite, .create])
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            if errno != EINTR { throw .last("flock \(path)") }
        }
        return FileLock(file: file)
    }

    /// Whether some process holds the lock now; asked without taking it. A file that is not there is held by
    /// nobody.
    package static func isHeld(_ path: String) throws(SystemError) -> Bool {
        guard let status = try FileSystem.status(path) else { return false }
        return try LockTable.hasLock(onInode: status.inode)
    }

    private init(file: consuming FileDescriptor) {
        self.file = file
    }

    /// Says in the file who holds it; for people and for a clear message to the next who asks.
    package borrowing func note(_ text: String) throws(SystemError) {
        try file.truncate(to: 0)
        let bytes = Array(text.utf8)
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try file.writeAll(buffer, at: 0) }
        }
        try result.get()
    }
}
