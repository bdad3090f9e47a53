/// How long what jobs leave behind is kept: the `retention` of anana.yaml.
internal import YAML

package struct Retention: Equatable, Sendable {
    /// Milliseconds since a job's end; nil: for ever.
    package let age: Int64?
    /// Jobs that have ended; nil: any number.
    package let count: Int?
    /// Bytes of all jobs that have ended, logs included; nil: any.
    package let bytes: Int64?
    /// Of one job that runs.
    package let log: LogLimits

    package init(age: Int64? = nil, count: Int? = nil, bytes: Int64? = nil, log: LogLimits = LogLimits()) {
        self.age = age
        self.count = count
        self.bytes = bytes
        self.log = log
    }

    init(_ node: YAMLNode?, reader: inout ConfigurationReader) {
        let fields = reader.mapping(node, "'retention'", keys: ["age", "count", "bytes"] + LogLimits.keys)
        age = reader.milliseconds(fields["age"])
        count = reader.integer(fields["count"], in: 0...100_000_000)
        bytes = reader.bytes(fields["bytes"])
        log = LogLimits(fields, reader: &reader)
    }
}
