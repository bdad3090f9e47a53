/// What makes a second request with the same `Idempotency-Key` the same job.
internal import JSON

package struct Idempotency: Hashable, Sendable {
    /// As the client chose it.
    package let key: String
    /// Of all that the request said: another one under the same key is a mistake.
    package let digest: String

    package init(key: String, digest: String) {
        self.key = key
        self.digest = digest
    }

    /// Of the bytes that say what was asked for; tells apart, but is no proof against a forger.
    package static func digest(of bytes: [UInt8]) -> String {
        String(bytes.withUnsafeBytes { LineChecksum.of($0) }, radix: 16)
    }

    init(_ fields: RecordFields) throws(RecordError) {
        key = try fields.string("key")
        digest = try fields.string("digest")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("key", key)
        writer.member("digest", digest)
        writer.endObject()
    }
}
