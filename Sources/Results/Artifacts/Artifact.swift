/// One thing that a job left behind: a file, a folder, a link, or something else with a name.

package struct Artifact: Equatable, Sendable {
    package enum Kind: Sendable {
        case file, directory, link, other
    }

    package let path: ArtifactPath
    package let kind: Kind
    /// Bytes; nil unless it is a file, or a link to one beneath the folder.
    package let size: UInt64?
    /// Milliseconds since 1970.
    package let modified: Int64
    /// What a link says, unresolved; nil for anything else.
    package let target: [UInt8]?
}
