/// What files take on the disk.
internal import CLinux
internal import Glibc

package enum DiskUsage {
    /// Bytes of a file, or of a folder with all below it, following no link; what can't be looked at counts as
    /// nothing. Blocks, not lengths: a sparse file takes what it takes.
    package static func of(_ path: String) -> Int64 {
        var raw = stat()
        guard lstat(path, &raw) == 0 else { return 0 }
        var sum = Int64(raw.st_blocks) * 512
        guard FileStatus(raw).kind == .directory else { return sum }
        // A folder that can't be read has nothing that we could remove either.
        for name in (try? FileSystem.list(path)) ?? [] { sum += of(path + "/" + name) }
        return sum
    }
}
