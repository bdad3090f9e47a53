/// How much a file system still takes (statvfs(3)).
internal import CLinux
internal import Glibc

extension FileSystem {
    /// Bytes that an ordinary user may still write where `path` lies; quotas are not in it.
    package static func freeBytes(at path: String) throws(SystemError) -> UInt64 {
        var raw = statvfs()
        if statvfs(path, &raw) != 0 { throw .last("statvfs \(path)") }
        return UInt64(raw.f_bavail) * UInt64(raw.f_frsize)
    }
}
