/// Watches one job's artifacts folder while somebody wants to hear of it: changes become numbered events.
internal import JSON
internal import Linux

/// Confined to the broadcaster's thread. It looks again and again instead of asking the kernel: that sees
/// files that grow, folders in folders, and file systems of other machines. Its events are in the topic log,
/// so that whoever comes again is told what has happened meanwhile.
final class ArtifactFollower {
    /// After the job's end its folder hardly changes.
    private static let finalInterval = Duration.seconds(10)
    /// A look costs a fiftieth of the time at most.
    private static let share = 50
    /// A client that polls, or whose connection was cut, comes again: until then nothing is missed.
    private static let lingerTime = Duration.seconds(60)
    /// More at once are not told one by one: readers list the folder.
    private static let changeLimit = 1000
    /// A file system's clock ticks coarsely, and another machine's may be off.
    private static let clockSlack: Int64 = 2000

    private let job: String
    private let loop: EventLoop
    private let feeds: JobFeeds
    private let topics: TopicLog
    private let interval: Duration
    private let forget: () -> Void
    private var hasEnded: Bool
    private var readers: Set<ReaderID> = []
    /// Who has seen this event, and is told all later ones, has missed nothing.
    private let since: Int64
    private let began: Int64
    /// nil before the first look.
    private var latest: ArtifactSnapshot?
    private var isReading = false
    /// What is being read may be older than the job's end.
    private var mustReadAgain = false
    private var isClosed = false
    private var look: Deadline?
    private var linger: Deadline?

    /// - Parameters:
    ///   - since: number of the latest event when the first reader came, which was at `time`, in milliseconds
    ///     since 1970.
    ///   - forget: nobody has wanted it for a while.
    init(
        job: String, hasEnded: Bool, since: Int64, at time: Int64, loop: EventLoop, feeds: JobFeeds,
        topics: TopicLog, interval: Duration = .seconds(1), forget: @escaping () -> Void
    ) {
        self.job = job
        self.hasEnded = hasEnded
        self.since = since
        began = time
        self.loop = loop
        self.feeds = feeds
        self.topics = topics
        self.interval = interval
        self.forget = forget
        read()
    }

    /// Ends all that would call this again.
    func close() {
        isClosed = true
        look?.cancel()
        linger?.cancel()
    }

    /// - Parameter seen: number of the event that it has seen last.
    func join(_ reader: ReaderID, seen: Int64) {
        readers.insert(reader)
        linger?.cancel()
        linger = nil
        if seen < since { tellReset() }
    }

    func leave(_ reader: ReaderID) {
        guard readers.remove(reader) != nil, readers.isEmpty else { return }
        linger = loop.after(Self.lingerTime) { [unowned self] in forget() }
    }

    /// What the job wrote last is told now.
    func jobEnded() {
        hasEnded = true
        mustReadAgain = isReading
        read()
    }

    private func read() {
        if isReading || isClosed { return }
        look?.cancel()
        let (job, feeds) = (job, feeds)
        let follower = Confined(self, to: loop)
        isReading = feeds.submit {
            let start = Instant.now
            let snapshot = feeds.artifacts(job)
            let cost = Instant.now - start
            follower.post { $0.take(snapshot, cost: cost) }
        }
        if !isReading { readLater(.zero) }
    }

    /// - Parameter snapshot: nil where the folder can't be read; the next look tells.
    private func take(_ snapshot: ArtifactSnapshot?, cost: Duration) {
        isReading = false
        if isClosed { return }
        if let snapshot {
            if let latest { tell(snapshot.changes(since: latest)) } else { begin(snapshot) }
            latest = snapshot
        }
        if mustReadAgain { read() } else { readLater(cost) }
        mustReadAgain = false
    }

    /// What changed before this look and after readers were told that they hear of changes is nowhere said.
    private func begin(_ snapshot: ArtifactSnapshot) {
        if snapshot.changed ?? 0 >= began - Self.clockSlack { tellReset() }
    }

    private func tell(_ changes: [ArtifactSnapshot.Change]) {
        if changes.count > Self.changeLimit { return tellReset() }
        for change in changes {
            topics.publish("artifact", to: .artifacts(job)) { writer in
                writer.member("j", job)
                switch change {
                case .upsert(let path, let file):
                    writer.member("op", "upsert")
                    writer.member("path", path)
                    if let size = file.size { writer.member("size", size) }
                    writer.member("mtime", file.modified)
                case .delete(let path):
                    writer.member("op", "delete")
                    writer.member("path", path)
                }
            }
        }
    }

    /// Whoever follows must list the folder.
    private func tellReset() {
        let topic = Topic.artifacts(job)
        topics.publish("reset", to: topic) { writer in
            writer.key("topics")
            writer.beginArray()
            writer.string(topic.name)
            writer.endArray()
            writer.member("why", "behind")
        }
    }

    private func readLater(_ cost: Duration) {
        let interval = max(hasEnded ? Self.finalInterval : interval, cost * Self.share)
        look = loop.after(interval) { [unowned self] in read() }
    }
}
