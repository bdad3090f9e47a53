/// Reads the folder of the bundle once: what is not in the index does not exist for a client.
internal import HTTP
internal import Linux

struct StaticIndex {
    private(set) var files: [String: StaticFile] = [:]
    private let root: String
    /// Lent to each file in turn.
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    private var bytesKept = 0

    /// Larger files are sent from the disk.
    private static let fileLimit: UInt64 = 256 * 1024
    /// Of all files in memory together: the first of a very large bundle.
    private static let totalLimit = 16 * 1024 * 1024

    init(root: String) throws(SystemError) {
        self.root = try FileSystem.canonical(root)
        try visit(folder: self.root, urlPath: "", depth: 0)
        buffer = []
    }

    private mutating func visit(folder: String, urlPath: String, depth: Int) throws(SystemError) {
        // A link that leads back up would never end.
        guard depth < 32 else { return }
        let names = Set(try FileSystem.list(folder).filter { !$0.hasPrefix(".") })
        for name in names {
            switch try kind(folder + "/" + name) {
            case .directory:
                try visit(folder: folder + "/" + name, urlPath: urlPath + "/" + name, depth: depth + 1)
            case .file: try add(name, of: folder, urlPath, among: names)
            default: continue
            }
        }
    }

    /// A twin belongs to its original; without one it is a file like others.
    private mutating func add(
        _ name: String, of folder: String, _ urlPath: String, among names: Set<String>
    ) throws(SystemError) {
        for (suffix, _) in StaticIndex.twins where name.hasSuffix(suffix) {
            if names.contains(String(name.dropLast(suffix.count))) { return }
        }
        let path = folder + "/" + name
        var file = StaticFile(try variant(path), urlPath: urlPath + "/" + name)
        for (suffix, coding) in StaticIndex.twins where names.contains(name + suffix) {
            guard try kind(path + suffix) == .file else { continue }
            file.add(try variant(path + suffix), coding)
        }
        files[urlPath + "/" + name] = file
    }

    /// nil for a link that leads nowhere or out of the root.
    private func kind(_ path: String) throws(SystemError) -> FileStatus.Kind? {
        guard let status = try FileSystem.ownStatus(path) else { return nil }
        guard status.kind == .link else { return status.kind }
        // No canonical path means a dangling link: not there, so not inside.
        guard let canonical = try? FileSystem.canonical(path),
            canonical.hasPrefix(root == "/" ? root : root + "/")
        else { return nil }
        return try FileSystem.status(canonical)?.kind
    }

    private mutating func variant(_ path: String) throws(SystemError) -> StaticFile.Variant {
        let file = try FileDescriptor.open(path, .read)
        let status = try file.status()
        let isKept =
            status.size <= StaticIndex.fileLimit && bytesKept + Int(status.size) <= StaticIndex.totalLimit
        var tag = ContentTag()
        var size = 0
        var bytes: [UInt8] = []
        while true {
            var span = buffer.mutableSpan
            let count = try span.withUnsafeMutableBytes { (bytes) throws(SystemError) in
                try file.read(into: bytes, at: UInt64(size))
            }
            if count == 0 { break }
            buffer.withUnsafeBytes { tag.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            size += count
            if isKept { bytes += buffer[..<count] }
        }
        if isKept { bytesKept += size }
        return StaticFile.Variant(
            path: path, size: Int64(size), tag: tag.tag,
            modified: HTTPDate(secondsSince1970: status.modified / 1_000_000_000),
            bytes: isKept ? bytes : nil)
    }

    private static let twins: [(String, AcceptEncoding.Coding)] = [(".br", .brotli), (".gz", .gzip)]
}
