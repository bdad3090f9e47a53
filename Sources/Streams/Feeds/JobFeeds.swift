/// Where streams get what they carry of a job besides its log; all of it reads the disk.

package struct JobFeeds: Sendable {
    package enum Metrics: Sendable {
        /// None where the job has reported nothing more.
        case rows(MetricRows)
        /// The log has not been looked at so far that the place could be told.
        case scanning
        /// The place lies past the end, and this row comes next.
        case refused(next: Int64)
        /// Nothing can be read.
        case unreadable
    }

    /// Runs a call on a thread that may block; false where too much waits already.
    let submit: @Sendable (@escaping @Sendable () -> Void) -> Bool
    /// At most so many rows of a job from there on. Called by what is submitted, as are the others.
    let metrics: @Sendable (_ job: String, MetricStart, _ limit: Int) -> Metrics
    /// The files in a job's artifacts folder; nil where they can't be read.
    let artifacts: @Sendable (_ job: String) -> ArtifactSnapshot?

    package init(
        submit: @escaping @Sendable (@escaping @Sendable () -> Void) -> Bool,
        metrics: @escaping @Sendable (_ job: String, MetricStart, _ limit: Int) -> Metrics,
        artifacts: @escaping @Sendable (_ job: String) -> ArtifactSnapshot?
    ) {
        self.submit = submit
        self.metrics = metrics
        self.artifacts = artifacts
    }

    /// Of jobs that report nothing and leave nothing behind.
    package static let none = JobFeeds(
        submit: { _ in false }, metrics: { _, _, _ in .unreadable }, artifacts: { _ in nil })
}
