/// A path below a folder of artifacts, as bytes: it never leads out of the folder by its own words.

package struct ArtifactPath: Hashable, Sendable {
    /// Without a slash at either end; never empty.
    package let bytes: [UInt8]

    /// Linux takes 4,096 bytes with the NUL behind them (PATH_MAX).
    private static let limit = 4095
    /// Of one name (NAME_MAX).
    private static let nameLimit = 255

    /// nil where a name is empty, `.` or `..`, holds a NUL, or it or the whole is too long.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.limit, !bytes.contains(0) else { return nil }
        let names = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for name in names where name.isEmpty || name == Self.this || name == Self.parent { return nil }
        guard names.allSatisfy({ $0.count <= Self.nameLimit }) else { return nil }
        self.bytes = bytes
    }

    package init?(_ text: String) {
        self.init(Array(text.utf8))
    }

    private init(known bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Parameter name: one that a folder holds.
    func appending(_ name: [UInt8]) -> ArtifactPath {
        ArtifactPath(known: bytes + [UInt8(ascii: "/")] + name)
    }

    /// - Parameters:
    ///   - name: one that a folder holds.
    ///   - folder: nil for the folder of artifacts itself.
    init(_ name: [UInt8], in folder: ArtifactPath?) {
        self = folder?.appending(name) ?? ArtifactPath(known: name)
    }

    package var names: [[UInt8]] { bytes.split(separator: UInt8(ascii: "/")).map { Array($0) } }
    package var lastName: [UInt8] { Array(bytes.split(separator: UInt8(ascii: "/")).last ?? []) }

    /// For people: what is not UTF-8 becomes U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
    /// False where `text` is not the path itself.
    package var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static let this = [UInt8(ascii: ".")][...]
    private static let parent = [UInt8(ascii: "."), UInt8(ascii: ".")][...]
}
