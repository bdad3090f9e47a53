/// What a loop asks of the thread that follows the logs.

enum FollowerRequest: Sendable {
    /// A reader has come; the answer is `opened` or `refused`.
    case open(ReaderID, job: String, StartPosition)
    /// The reader wants the lines from here on; the answer is `batch`.
    case read(ReaderID, job: String, from: Int64, Rendering)
    /// A reader on this loop was live and is no longer: it is behind, or gone.
    case leave(loop: Int, job: String, Rendering)
    /// The reader is gone.
    case close(ReaderID, job: String)
    /// The job is over, so its log is complete.
    case jobEnded(String)
}
