/// What the thread that follows the logs tells a loop, in this order to each: nothing overtakes.

enum ReaderEvent: Sendable {
    /// The reader `number` begins at line `from`.
    case opened(Int, LogHead, from: Int64)
    case refused(Int, StartPosition.Refusal)
    /// The answer to a `read`: the lines of `range`, encoded.
    case batch(Int, range: Range<Int64>, [UInt8], Standing)
    /// New lines, for the readers that are live.
    case published(job: String, range: Range<Int64>, [Rendering: [UInt8]])
    /// Something that is no line, for the readers that are live.
    case announced(job: String, [Rendering: [UInt8]])
    /// What readers hold of the log is void; they begin again at its first line.
    case reset(job: String, LogHead)
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
