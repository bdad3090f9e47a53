/// What stat(2) says of a file.
internal import CLinux
internal import Glibc

package struct FileStatus: Equatable, Sendable {
    package enum Kind: Sendable { case file, directory, link, fifo, socket, other }

    package let kind: Kind
    package let size: UInt64
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let device: UInt64
    package let inode: UInt64
    /// The twelve bits of chmod(2).
    package let permissions: UInt32

    init(_ raw: stat) {
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            default: .other
            }
        size = UInt64(raw.st_size)
        modified = Int64(raw.st_mtim.tv_sec) * 1_000_000_000 + Int64(raw.st_mtim.tv_nsec)
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        permissions = UInt32(raw.st_mode) & 0o7777
    }
}
