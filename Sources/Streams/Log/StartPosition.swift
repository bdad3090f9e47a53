/// Where in a log a reader wants to begin.

package enum StartPosition: Hashable, Sendable {
    /// At this line; counted from 1.
    case line(Int64)
    /// So many lines before the end.
    case fromEnd(Int64)
    /// The same, and lines before it are known to be left out: the reader is told so by a `lag`.
    case tail(Int64)
    /// After the line that the reader saw last; 0 for none.
    case after(Int64)
    /// A client's cursor that names no line, as it was sent.
    case unknown(String)

    enum Refusal: Error, Equatable {
        case pastEnd(line: Int64, next: Int64)
        case notALine(String)
        /// The job was deleted after the request for its log was accepted.
        case gone(job: String)

        var detail: String {
            switch self {
            case .pastEnd(let line, let next):
                "line \(line) lies past the end: the next line will be number \(next)"
            case .notALine(let cursor): "'\(cursor)' is no line number"
            case .gone(let job): "job \(job) was deleted"
            }
        }
    }

    /// The first line to send. Lines that are kept no longer are skipped.
    /// - Throws: where it lies past the line that comes next, or is no line.
    func line(first: Int64, next: Int64) throws(Refusal) -> Int64 {
        let wanted: Int64
        switch self {
        case .line(let number): wanted = number
        case .after(let number): wanted = number + 1
        case .unknown(let cursor): throw .notALine(cursor)
        case .fromEnd(let count), .tail(let count): wanted = next - min(count, next)
        }
        if wanted > next { throw .pastEnd(line: wanted, next: next) }
        return max(wanted, first)
    }

    /// Whether the reader goes on at a line that is kept no longer, and must hear so.
    func isLost(before first: Int64) -> Bool {
        if case .after(let number) = self { number + 1 < first } else { false }
    }

    var saysLag: Bool { tailLength != nil }

    /// How many lines the reader asked for by `tail`; nil where it wants every line.
    var tailLength: Int64? {
        if case .tail(let count) = self { count } else { nil }
    }
}
