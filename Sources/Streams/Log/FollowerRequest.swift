/// What a loop asks of the thread that follows the logs.

enum FollowerRequest: Sendable {
    /// A reader has come; the answer is `opened` or `refused`.
    case open(ReaderID, job: String, StartPosition)
    /// The reader wants the lines from here on; the answer is `batch`. `wasLive`: it may show an open line
    /// that is gone by now.
    case read(ReaderID, job: String, from: Int64, Rendering, wasLive: Bool)
    /// The reader was live and is no longer: it is behind, or gone. Or it has no use for an answer that made
    /// it live.
    case leave(ReaderID, job: String)
    /// The reader is gone.
    case close(ReaderID, job: String)
    /// The job has begun to write its log.
    case jobStarted(String)
    /// The job is over, so its log is complete.
    case jobEnded(String)
}
