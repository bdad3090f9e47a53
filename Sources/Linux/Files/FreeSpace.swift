/// How much a file system still takes (statvfs(3)).
internal import CLinux
internal import Glibc

extension FileSystem {
    /// Bytes that an ordinary user may still write where `path` lies; quotas are not in it.
    package static func freeBytes(at path: String) throws(SystemError) -> UInt64 {
        try space(at: path).free
    }

    /// Bytes in all, and those that an ordinary user may still write.
    package static func space(at path: String) throws(SystemError) -> (total: UInt64, free: UInt64) {
        var raw = statvfs()
        if statvfs(path, &raw) != 0 { throw .last("statvfs \(path)") }
        let unit = UInt64(raw.f_frsize)
        return (UInt64(raw.f_blocks) * unit, UInt64(raw.f_bavail) * unit)
    }
}
