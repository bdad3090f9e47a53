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

    /// Gives the room of `range` back to the disk; what is read there are zeros from now on, and the size stays
    /// as it is (fallocate(2), FALLOC_FL_PUNCH_HOLE). EOPNOTSUPP where the file system can't.
    package borrowing func punchHole(_ range: Range<UInt64>) throws(SystemError) {
        while fallocate(number, Int32(clinux_punch_hole), off_t(range.lowerBound), off_t(range.count)) != 0 {
            if errno != EINTR { throw .last("fallocate") }
        }
    }

    /// Where, from `offset` on, the first byte lies that is in no hole, to the block; nil where none does
    /// (lseek(2), SEEK_DATA). Moves the position of reads and writes that name none.
    package borrowing func firstData(from offset: UInt64) throws(SystemError) -> UInt64? {
        let found = lseek(number, off_t(offset), Int32(clinux_seek_data))
        if found >= 0 { return UInt64(found) }
        if errno == ENXIO { return nil }
        throw .last("lseek")
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
