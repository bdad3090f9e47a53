/// A record for a full disk: its room is taken beforehand, it appears whole and only once.
internal import Linux

struct ReservedFile: ~Copyable {
    private static let room: UInt64 = 4096

    private let path: String
    private let file: FileDescriptor

    /// Takes the room in `path.tmp`. A file system that can't promise room is no reason to fail.
    init(_ path: String) throws(SystemError) {
        let file = try FileDescriptor.open(path + ".tmp", [.write, .create, .truncate])
        do throws(SystemError) { try file.preallocate(Self.room) } catch {
            // Copy-on-write and network file systems: then the write itself may fail, and says so.
        }
        self.path = path
        self.file = file
    }

    /// Content and name are on the disk when it returns. - Throws: EEXIST where `path` is there already.
    borrowing func commit(_ bytes: [UInt8]) throws(SystemError) {
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try file.writeAll(buffer, at: 0) }
        }
        try result.get()
        try file.truncate(to: UInt64(bytes.count))
        try file.synchronize()
        try FileSystem.renameIfAbsent(path + ".tmp", to: path)
        if let slash = path.lastIndex(of: "/") { try FileSystem.synchronizeDirectory(String(path[..<slash])) }
    }
}
