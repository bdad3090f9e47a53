/// What a loop asks of the thread that follows the logs.

enum FollowerRequest: Sendable {
    /// A reader has come; the answer is `opened` or `refused`.
    case open(ReaderID, job: String, StartPosition)
    /// The reader wants the lines from here on; the answer is `batch`. `wasLive`: it may show an open line
    /// that is gone by now. `mayLag`: where it is far behind, so many lines before the end are enough.
    case read(ReaderID, job: String, from: Int64, Rendering, wasLive: Bool, mayLag: Int64?)
    /// The reader wants the log's bytes from there on; the answer is `raw`, once there are some.
    case readRaw(ReaderID, job: String, RawPosition)
    /// The reader wants to hear what the job's processes use, each time that it was measured.
    case watchUsage(ReaderID, job: String)
    case leaveUsage(ReaderID, job: String)
    /// About what a stream carries besides lines.
    case feed(FeedRequest)
    /// The reader was live and is no longer: it is behind, or gone. Or it has no use for an answer that made
    /// it live.
    case leave(ReaderID, job: String)
    /// The reader is gone.
    case close(ReaderID, job: String)
    /// The job has begun to write its log.
    case jobStarted(String)
    /// The job is over, so its log is complete: as it is now, since it may be deleted soon. nil where it was.
    case jobEnded(String, LogSource?)
}
