/// What is open as a file: its facts, its size, and that it is on the disk.
internal import CLinux
internal import Glibc

extension FileDescriptor {
    package borrowing func status() throws(SystemError) -> FileStatus {
        var raw = stat()
        if fstat(number, &raw) != 0 { throw .last("fstat") }
        return FileStatus(raw)
    }

    package borrowing func size() throws(SystemError) -> UInt64 {
        try status().size
    }

    package borrowing func truncate(to size: UInt64) throws(SystemError) {
        if ftruncate(number, off_t(size)) != 0 { throw .last("ftruncate") }
    }

    /// Takes room for `size` bytes now, so that a later write can't fail for lack of it (posix_fallocate(3)).
    package borrowing func preallocate(_ size: UInt64) throws(SystemError) {
        let code = posix_fallocate(number, 0, off_t(size))
        if code != 0 { throw SystemError(code: code, call: "posix_fallocate") }
    }

    /// fsync(2).
    package borrowing func synchronize() throws(SystemError) {
        if fsync(number) != 0 { throw .last("fsync") }
    }

    /// fdatasync(2).
    package borrowing func synchronizeData() throws(SystemError) {
        if fdatasync(number) != 0 { throw .last("fdatasync") }
    }

    /// syncfs(2): everything of the file system that the file lies on.
    package borrowing func synchronizeFileSystem() throws(SystemError) {
        if clinux_syncfs(number) != 0 { throw .last("syncfs") }
    }

    /// The whole file, from its beginning.
    package borrowing func contents() throws(SystemError) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try bytes(at: UInt64(all.count), count: max(4096, Int(try size()) - all.count + 1))
            if piece.isEmpty { return all }
            all += piece
        }
    }
}
