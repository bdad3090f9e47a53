/// A job's artifacts folder at one moment, for those that hear of its changes.
internal import Linux
internal import Results
internal import Streams

extension ArtifactSnapshot {
    /// Of a folder with more in it the rest is not looked at: nobody follows that many.
    private static let limit = 20_000
    private static let pageSize = 2_000

    /// - Parameter folder: none, where the job has made none.
    /// - Throws: where it can't be read.
    init(of folder: String) throws(SystemError) {
        var files: [String: File] = [:]
        var changed = try FileSystem.status(folder).map { $0.modified / 1_000_000 }
        var last: ArtifactPath?
        var count = 0
        while changed != nil && count < Self.limit {
            let page = try ArtifactListing.page(
                in: folder, of: nil, isRecursive: true, after: last, limit: Self.pageSize)
            for item in page.items {
                changed = max(changed ?? 0, item.modified)
                if item.kind == .directory { continue }
                files[item.path.text] = File(size: item.size.map { Int64($0) }, modified: item.modified)
            }
            count += page.items.count
            guard let next = page.next else { break }
            last = next
        }
        self.init(files: files, changed: changed)
    }
}
