/// What has a schema and goes out as JSON.
package import JSON

package protocol JSONEncodable: Sendable {
    func encode(to writer: inout JSONWriter)
}

/// What has a schema and comes in as JSON.
package protocol JSONDecodable: Sendable {
    /// Nil when the value breaks its schema: the reader knows where and how.
    /// - Throws: what is wrong with JSON that is none.
    init?(from reader: inout SchemaReader) throws(JSONError)
}

/// One of a list of words.
package protocol WireChoice: RawRepresentable<String>, CaseIterable, JSONEncodable, JSONDecodable, Hashable {}

extension JSONEncodable {
    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        encode(to: &writer)
        return writer.bytes
    }
}

extension WireChoice {
    package func encode(to writer: inout JSONWriter) { writer.string(rawValue) }

    package init?(from reader: inout SchemaReader) throws(JSONError) {
        guard let value = try reader.choice(Self.self) else { return nil }
        self = value
    }
}
