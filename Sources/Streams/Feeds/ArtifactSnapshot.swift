/// What lay in a job's artifacts folder at one moment, to be compared with a later one.

package struct ArtifactSnapshot: Sendable {
    package struct File: Equatable, Sendable {
        /// nil where it is none that can be downloaded.
        package let size: Int64?
        /// Milliseconds since 1970.
        package let modified: Int64

        package init(size: Int64?, modified: Int64) {
            self.size = size
            self.modified = modified
        }
    }

    /// By path below the folder; no folders.
    package let files: [String: File]
    /// When a file or a folder of it changed last, in milliseconds since 1970; nil where there is none.
    package let changed: Int64?

    package init(files: [String: File], changed: Int64?) {
        self.files = files
        self.changed = changed
    }

    static let empty = ArtifactSnapshot(files: [:], changed: nil)

    enum Change: Equatable {
        case upsert(String, File)
        case delete(String)
    }

    /// What has happened since `before`, by path.
    func changes(since before: ArtifactSnapshot) -> [Change] {
        let gone = before.files.keys.filter { files[$0] == nil }.sorted().map(Change.delete)
        let new = files.filter { before.files[$0.key] != $0.value }.sorted { $0.key < $1.key }
        return gone + new.map { .upsert($0.key, $0.value) }
    }
}
