/// What a loop asks of the thread that follows the logs, about what streams carry besides lines.

enum FeedRequest: Sendable {
    /// The reader wants the rows from there on; the answers are `metrics`, once there are some.
    case readMetrics(ReaderID, job: String, MetricStart)
    case leaveMetrics(ReaderID, job: String)
    /// A reader wants to hear of changes in the artifacts folder: it has heard of the events up to `seen`,
    /// and at that time, in milliseconds since 1970, there were those up to `latest`.
    case watchArtifacts(ReaderID, job: String, seen: Int64, latest: Int64, at: Int64)
    case leaveArtifacts(ReaderID, job: String)
}
