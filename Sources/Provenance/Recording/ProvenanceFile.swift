internal import JSON
/// Reads a record of provenance back.
package import JobAPI
package import Linux

extension ProvenanceRecord {
    /// nil where there is none, or one that this program does not understand.
    package static func read(_ path: String) throws(SystemError) -> ProvenanceRecord? {
        guard let bytes = try FileSystem.contents(path) else { return nil }
        var reader = SchemaReader(bytes)
        // Torn or of another version: neither says anything.
        return try? ProvenanceRecord(from: &reader)
    }
}
