/// All logs that somebody reads now, on the broadcaster's thread: one follower a log, while it has readers.
internal import Linux

final class LogFollowers {
    private let loop: EventLoop
    /// Made for the first follower: a user has few of them (inotify(7), max_user_instances). nil where the
    /// system gives none: files are looked at now and then.
    private lazy var files: FileWatch? = try? FileWatch(on: loop, rest: FlushPace.shortest)
    private let feeds: FeedFollowers
    private let describe: (String) -> LogSource?
    private let tell: (Int, ReaderEvent) -> Void
    private var followers: [String: LogFollower] = [:]
    private var usage: [String: UsageFollower] = [:]

    /// - Parameter describe: the job as it is now; nil where there is none.
    init(
        loop: EventLoop, feeds: JobFeeds = .none, topics: TopicLog = TopicLog(),
        describe: @escaping (String) -> LogSource?, tell: @escaping (Int, ReaderEvent) -> Void
    ) {
        self.loop = loop
        self.describe = describe
        self.tell = tell
        self.feeds = FeedFollowers(
            loop: loop, feeds: feeds, topics: topics, describe: describe, tell: tell)
    }

    func handle(_ request: FollowerRequest) {
        switch request {
        case .open(let reader, let job, let start):
            guard let follower = follower(of: job) else {
                return tell(reader.loop, .refused(reader.number, .gone(job: job)))
            }
            follower.open(reader, start)
        case .read(let reader, let job, let from, let rendering, let wasLive, let mayLag):
            followers[job]?.read(reader, from: from, rendering, wasLive: wasLive, mayLag: mayLag)
        case .readRaw(let reader, let job, let position):
            guard let follower = follower(of: job) else {
                return tell(reader.loop, .rawRefused(reader.number, .gone(job: job)))
            }
            follower.readRaw(reader, position)
        case .leave(let reader, let job): followers[job]?.leave(reader)
        case .close(let reader, let job): close(reader, of: job)
        case .watchUsage(let reader, let job): watchUsage(of: job, for: reader)
        case .leaveUsage(let reader, let job): leaveUsage(of: job, reader)
        case .feed(let request): feeds.handle(request)
        case .jobStarted(let job): jobStarted(job)
        case .jobEnded(let job, let source):
            feeds.jobEnded(job)
            if let source { followers[job]?.jobEnded(source) }
        }
    }

    /// Nobody reads any more: the loop's thread ends.
    func stop() {
        loop.stop()
    }

    private func jobStarted(_ job: String) {
        followers[job]?.changed()
        // Another attempt writes another file.
        if let follower = usage[job], let source = describe(job) { follower.look(at: source.usage) }
    }

    private func watchUsage(of job: String, for reader: ReaderID) {
        guard let source = describe(job) else { return tell(reader.loop, .gone(reader.number, job: job)) }
        if usage[job] == nil {
            let follower = UsageFollower(job: job, files: files, loop: loop, tell: tell)
            usage[job] = follower
            follower.look(at: source.usage)
        }
        usage[job]?.add(reader)
    }

    private func leaveUsage(of job: String, _ reader: ReaderID) {
        usage[job]?.remove(reader)
        if usage[job]?.hasReaders ?? true { return }
        usage.removeValue(forKey: job)?.close()
    }

    /// nil where the job is gone since the request was accepted. Who reads the log of a job that is deleted
    /// meanwhile reads it to its end.
    private func follower(of job: String) -> LogFollower? {
        // Asked anew each time: the job may have ended since, and its end will not be reported a second time.
        guard let source = describe(job) else { return followers[job] }
        if let follower = followers[job] {
            follower.update(source)
            return follower
        }
        let follower = LogFollower(source: source, loop: loop, files: files, tell: tell)
        followers[job] = follower
        return follower
    }

    private func close(_ reader: ReaderID, of job: String) {
        guard let follower = followers[job] else { return }
        follower.close(reader)
        if follower.hasReaders { return }
        follower.close()
        followers[job] = nil
    }
}
