/// Consecutive lines of one log as they were read, before they are put into any form.
package import JobDirectory

package struct LogBatch: Sendable {
    package let job: String
    package let epoch: String
    /// Milliseconds since 1970 at which the log began.
    package let beganAt: Int64
    package let lines: [LogReader.Line]
    /// Numbers of the lines that were looked at: those of `lines`.
    package let range: Range<Int64>

    /// - Parameter lines: consecutive; the first is `from`, or later where lines before it are kept no longer.
    package init(job: String, header: LogIndex.Header, from: Int64, lines: [LogReader.Line]) {
        let from = lines.first?.number ?? from
        self.job = job
        epoch = header.epochName
        beganAt = header.beganAt
        self.lines = lines
        let first = lines.first?.number ?? from
        range = first..<first + Int64(lines.count)
    }

    package static let lineLimit = 1000
    package static let byteLimit = 256 * 1024
}
