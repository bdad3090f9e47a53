/// How much of a job's output was kept, and how much was lost because the disk was full.
internal import JSON

package struct LogCounts: Equatable, Sendable {
    /// Lines in the index.
    package var lines: Int64
    /// Length of the log.
    package var bytes: UInt64
    package var lostBytes: UInt64
    package var lostLines: UInt64

    package init(lines: Int64 = 0, bytes: UInt64 = 0, lostBytes: UInt64 = 0, lostLines: UInt64 = 0) {
        self.lines = lines
        self.bytes = bytes
        self.lostBytes = lostBytes
        self.lostLines = lostLines
    }

    init(_ fields: RecordFields) throws(RecordError) {
        lines = try fields.integer("lines")
        bytes = try fields.integer("bytes", as: UInt64.self)
        lostBytes = try fields.integer("gap_bytes", as: UInt64.self)
        lostLines = try fields.integer("gap_lines", as: UInt64.self)
    }

    /// As members of the object that is open.
    func write(to writer: inout JSONWriter) {
        writer.member("lines", lines)
        writer.member("bytes", bytes)
        writer.member("gap_bytes", lostBytes)
        writer.member("gap_lines", lostLines)
    }
}
