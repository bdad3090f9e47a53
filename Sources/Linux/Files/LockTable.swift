/// Whether a file is locked, asked without taking the lock for a moment (proc(5), locks).

package enum LockTable {
    /// Whether some process of our pid namespace holds an flock(2) on the file with this inode number. The
    /// device is not compared: some file systems report another one there than stat(2) does.
    package static func hasLock(onInode inode: UInt64) throws(SystemError) -> Bool {
        let bytes = try FileSystem.contents("/proc/locks") ?? []
        let table = String(decoding: bytes, as: UTF8.self)
        return table.split(separator: "\n").contains { line in
            // `1: FLOCK  ADVISORY  WRITE 4711 fe:01:1234 0 EOF`; `->` marks one that waits.
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "FLOCK" else { return false }
            return fields[5].split(separator: ":").last.flatMap { UInt64($0) } == inode
        }
    }
}
