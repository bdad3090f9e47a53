/// What the thread that follows the logs tells a loop, in this order to each: nothing overtakes.

enum ReaderEvent: Sendable {
    /// The reader `number` begins at line `from`.
    case opened(Int, LogHead, from: Int64)
    case refused(Int, StartPosition.Refusal)
    /// The answer to a `read`: the lines of `range`, encoded. `rest` stands behind them, by the standing:
    /// the open line, or the end.
    case batch(Int, range: Range<Int64>, [UInt8], rest: [UInt8], Standing)
    /// Before the answer to a `read` that may lag: these lines are left out.
    case skipped(Int, Range<Int64>)
    /// The answer to `readRaw`: bytes of the log up to `next`. Nothing follows them where the log is final.
    case raw(Int, [UInt8], next: UInt64, isFinal: Bool)
    case rawRefused(Int, StartPosition.Refusal)
    /// A job that the session follows was deleted before that reached the thread.
    case gone(Int, job: String)
    /// What the job's processes use.
    case usage(Int, job: String, at: Int64, Encoded)
    /// The answer to `readMetrics` from there: rows of this range. No frame: none so far; no range: nor is it
    /// known yet where they begin.
    case metrics(Int, job: String, MetricStart, Range<Int64>?, Encoded?)
    /// The place lies past the end.
    case metricsRefused(Int, job: String, MetricStart, next: Int64)
    /// New lines, for the readers that are live.
    case published(job: String, range: Range<Int64>, [Rendering: [UInt8]])
    /// Something that is no line, for the readers that are live.
    case announced(job: String, [Rendering: [UInt8]])
    /// What readers hold of the log is void; they begin again at its first line.
    case reset(job: String, LogHead)
    /// The oldest lines of the log are gone; what readers hold of the others is valid.
    case trimmed(job: String, LogHead)
    /// The last thing that the readers that are live hear.
    case ended(job: String, [Rendering: [UInt8]])

    enum Standing: Sendable {
        /// There is more to read.
        case behind
        /// Everything published is read: the next lines come as `published`.
        case live
        /// Everything there will ever be is read.
        case ended
    }
}
