/// Reads the folder of the bundle once, at start: what is not in the index does not exist for a client.
internal import HTTP
internal import Linux

struct StaticIndex {
    private(set) var files: [String: StaticFile] = [:]
    private let root: String

    /// Larger files are sent from the disk.
    private static let memoryLimit: UInt64 = 256 * 1024

    init(root: String) throws(SystemError) {
        self.root = try FileSystem.canonical(root)
        try visit(folder: self.root, urlPath: "", depth: 0)
    }

    private mutating func visit(folder: String, urlPath: String, depth: Int) throws(SystemError) {
        // A link that leads back up would never end.
        guard depth < 32 else { return }
        let names = try FileSystem.list(folder).filter { !$0.hasPrefix(".") }
        for name in names {
            let path = folder + "/" + name
            guard isInside(path), let status = try FileSystem.status(path) else { continue }
            switch status.kind {
            case .directory: try visit(folder: path, urlPath: urlPath + "/" + name, depth: depth + 1)
            case .file: try add(path, urlPath: urlPath + "/" + name, among: names)
            default: continue
            }
        }
    }

    /// A twin belongs to its original; without one it is a file like others.
    private mutating func add(_ path: String, urlPath: String, among names: [String]) throws(SystemError) {
        for (suffix, _) in StaticIndex.twins where urlPath.hasSuffix(suffix) {
            let original = path.dropLast(suffix.count).split(separator: "/").last.map(String.init) ?? ""
            if names.contains(original) { return }
        }
        var file = StaticFile(try StaticIndex.variant(path), urlPath: urlPath)
        for (suffix, coding) in StaticIndex.twins {
            let twin = path + suffix
            guard isInside(twin), try FileSystem.status(twin)?.kind == .file else { continue }
            file.add(try StaticIndex.variant(twin), coding)
        }
        files[urlPath] = file
    }

    /// False for what lies outside of the root by way of a link, and for a link that leads nowhere.
    private func isInside(_ path: String) -> Bool {
        // No canonical path means a dangling link: not there, so not inside.
        guard let canonical = try? FileSystem.canonical(path) else { return false }
        return canonical.hasPrefix(root == "/" ? root : root + "/")
    }

    private static func variant(_ path: String) throws(SystemError) -> StaticFile.Variant {
        let file = try FileDescriptor.open(path, .read)
        let status = try file.status()
        let bytes = try file.contents()
        return StaticFile.Variant(
            path: path, size: Int64(bytes.count), tag: ContentTag.make(bytes),
            modified: HTTPDate(secondsSince1970: status.modified / 1_000_000_000),
            bytes: status.size <= memoryLimit ? bytes : nil)
    }

    private static let twins: [(String, AcceptEncoding.Coding)] = [(".br", .brotli), (".gz", .gzip)]
}
