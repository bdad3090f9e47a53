/// The metrics and artifacts that somebody follows now, on the broadcaster's thread: one follower a job each.
internal import Linux

final class FeedFollowers {
    private let loop: EventLoop
    private let feeds: JobFeeds
    private let topics: TopicLog
    private let describe: (String) -> LogSource?
    private let tell: (Int, ReaderEvent) -> Void
    private var metrics: [String: MetricFollower] = [:]
    private var artifacts: [String: ArtifactFollower] = [:]

    init(
        loop: EventLoop, feeds: JobFeeds, topics: TopicLog, describe: @escaping (String) -> LogSource?,
        tell: @escaping (Int, ReaderEvent) -> Void
    ) {
        self.loop = loop
        self.feeds = feeds
        self.topics = topics
        self.describe = describe
        self.tell = tell
    }

    func handle(_ request: FeedRequest) {
        switch request {
        case .readMetrics(let reader, let job, let start):
            guard let source = describe(job) else {
                return tell(reader.loop, .gone(reader.number, job: job))
            }
            let follower =
                metrics[job]
                ?? MetricFollower(job: job, index: source.index, loop: loop, feeds: feeds, tell: tell)
            metrics[job] = follower
            follower.read(reader, start)
        case .leaveMetrics(let reader, let job):
            metrics[job]?.leave(reader)
            if metrics[job]?.hasReaders ?? true { return }
            metrics.removeValue(forKey: job)?.close()
        case .watchArtifacts(let reader, let job, let seen, let latest, let time):
            watchArtifacts(of: job, reader, seen: seen, since: latest, at: time)
        case .leaveArtifacts(let reader, let job): artifacts[job]?.leave(reader)
        }
    }

    func jobEnded(_ job: String) {
        metrics[job]?.look()
        artifacts[job]?.jobEnded()
    }

    private func watchArtifacts(
        of job: String, _ reader: ReaderID, seen: Int64, since: Int64, at time: Int64
    ) {
        guard let source = describe(job) else { return tell(reader.loop, .gone(reader.number, job: job)) }
        if artifacts[job] == nil {
            artifacts[job] = ArtifactFollower(
                job: job, hasEnded: source.end != nil, since: since, at: time, loop: loop, feeds: feeds,
                topics: topics, forget: { [unowned self] in artifacts.removeValue(forKey: job)?.close() })
        }
        artifacts[job]?.join(reader, seen: seen)
    }
}
