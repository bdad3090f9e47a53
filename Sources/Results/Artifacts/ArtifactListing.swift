/// Walks a folder of artifacts page by page, following no link; what it holds does not grow with the folder.
package import Linux

package struct ArtifactListing: ~Copyable {
    private let root: Directory

    /// A page of what lies in `folder`; see the method below.
    package static func page(
        in folder: String, of inner: ArtifactPath?, isRecursive: Bool, after last: ArtifactPath?, limit: Int
    ) throws(SystemError) -> Page {
        let listing = try ArtifactListing(folder)
        return try listing.page(of: inner, isRecursive: isRecursive, after: last, limit: limit)
    }

    /// Deeper folders are listed, but not what is in them: a page that begins there shows it.
    private static let depthLimit = 64

    package struct Page: Equatable, Sendable {
        package var items: [Artifact] = []
        /// The last of `items` where others follow it.
        package var next: ArtifactPath?

        package init(items: [Artifact] = [], next: ArtifactPath? = nil) {
            self.items = items
            self.next = next
        }
    }

    /// - Throws: where there is no such folder, for instance.
    init(_ folder: String) throws(SystemError) {
        root = try Directory(folder)
    }

    /// Names in the order of their bytes, a folder before what is in it.
    /// - Parameters:
    ///   - folder: nil for the whole; may be reached over links that stay beneath.
    ///   - last: below `folder`; nil to begin.
    /// - Throws: where `folder` is no folder; `leadsOutside` where it lies elsewhere. Folders on the way that
    ///   vanish or may not be read are left out.
    borrowing func page(
        of folder: ArtifactPath?, isRecursive: Bool, after last: ArtifactPath?, limit: Int
    ) throws(SystemError) -> Page {
        var walk = Walk(isRecursive: isRecursive, wanted: limit + 1)
        let start = try root.folder(folder?.bytes ?? [], over: .beneath)
        let done = last.map { Array($0.names.dropFirst(folder?.names.count ?? 0)) } ?? []
        try visit(start, at: folder, after: done[...], depth: 0, &walk)
        guard walk.items.count > limit else { return Page(items: walk.items) }
        walk.items.removeLast()
        return Page(items: walk.items, next: walk.items.last?.path)
    }

    private struct Walk {
        let isRecursive: Bool
        let wanted: Int
        var items: [Artifact] = []

        var isFull: Bool { items.count >= wanted }
    }

    /// - Parameter done: names that lead to the last one shown, from here on.
    private borrowing func visit(
        _ folder: borrowing Directory, at path: ArtifactPath?, after done: ArraySlice<[UInt8]>, depth: Int,
        _ walk: inout Walk
    ) throws(SystemError) {
        var last = done.first
        if let last, walk.isRecursive {
            try enter(ArtifactPath(last, in: path), last, of: folder, after: done.dropFirst(), depth, &walk)
        }
        while !walk.isFull {
            let wanted = walk.wanted - walk.items.count
            let names = try folder.names(after: last, limit: wanted)
            for name in names where !walk.isFull {
                guard let status = try folder.status(ofEntry: name) else { continue }
                let path = ArtifactPath(name, in: path)
                walk.items.append(artifact(path, status, in: folder))
                if status.kind == .directory, walk.isRecursive {
                    try enter(path, name, of: folder, after: [], depth, &walk)
                }
            }
            guard names.count == wanted else { return }
            last = names.last
        }
    }

    /// Nothing where the name is no folder (any more), or may not be read.
    private borrowing func enter(
        _ path: ArtifactPath, _ name: [UInt8], of folder: borrowing Directory,
        after done: ArraySlice<[UInt8]>,
        _ depth: Int, _ walk: inout Walk
    ) throws(SystemError) {
        guard depth < Self.depthLimit, !walk.isFull else { return }
        let inner: Directory
        do throws(SystemError) {
            inner = try folder.folder(name)
        } catch  where error.isMissing || error.leadsOutside || error.isForbidden {
            return
        }
        try visit(inner, at: path, after: done, depth: depth + 1, &walk)
    }

    private borrowing func artifact(
        _ path: ArtifactPath, _ status: FileStatus, in folder: borrowing Directory
    ) -> Artifact {
        let modified = status.modified / 1_000_000
        switch status.kind {
        case .file:
            return Artifact(path: path, kind: .file, size: status.size, modified: modified, target: nil)
        case .directory:
            return Artifact(path: path, kind: .directory, size: nil, modified: modified, target: nil)
        case .link:
            // Replaced by something else meanwhile: the next look tells.
            let target = try? folder.target(ofLink: path.lastName)
            return Artifact(
                path: path, kind: .link, size: size(behind: path), modified: modified, target: target ?? [])
        default:
            return Artifact(path: path, kind: .other, size: nil, modified: modified, target: nil)
        }
    }

    /// nil where the link leads nowhere, out of the folder, or to anything but a file.
    private borrowing func size(behind link: ArtifactPath) -> UInt64? {
        // All of these make a link that can't be downloaded, which is what nil says.
        guard let status = try? root.file(link.bytes, over: .beneath).status() else { return nil }
        return status.kind == .file ? status.size : nil
    }
}
