/// How much of a job's log is kept while it runs: `log_size` and `log_age` of the `retention` of anana.yaml.
internal import YAML

package struct LogLimits: Equatable, Sendable {
    static let keys = ["log_size", "log_age"]
    /// A log that small would lose lines before anybody has read them.
    private static let smallestSize: Int64 = 1 << 20

    /// Bytes; nil: all. Up to an eighth more may lie there.
    package let size: Int64?
    /// Milliseconds since a line was printed; nil: for ever.
    package let age: Int64?

    package init(size: Int64? = nil, age: Int64? = nil) {
        self.size = size
        self.age = age
    }

    init(_ fields: [String: YAMLNode.Entry], reader: inout ConfigurationReader) {
        let size = reader.bytes(fields["log_size"])
        if let size, size < Self.smallestSize, let entry = fields["log_size"] {
            let found = entry.value.text.map { "'\($0)'" } ?? "\(size)"
            reader.fault("'log_size' must be at least 1MiB, is \(found)", at: entry.value.position)
        }
        self.size = size
        age = reader.milliseconds(fields["log_age"])
    }
}
