/// Follows one job's metrics: rows are parsed on another thread, and only while somebody waits for some.
internal import Linux

/// Confined to the broadcaster's thread. It holds who waits and from which row on, and no rows.
final class MetricFollower {
    /// A chart is redrawn about as often. The index's size is looked at: a path has one watch, which is the
    /// log's own follower's.
    private static let lookInterval = Duration.milliseconds(200)
    /// Rows of one frame.
    private static let rowLimit = 1000

    private let job: String
    private let index: String
    private let loop: EventLoop
    private let feeds: JobFeeds
    private let tell: (Int, ReaderEvent) -> Void
    private var waiting: [ReaderID: MetricStart] = [:]
    /// All that have asked and not left; those that do not wait are busy with what they got.
    private var readers: Set<ReaderID> = []
    /// Bytes of the index when the log was read last; nil where that must be read again, whatever its size.
    private var size: UInt64?
    private var isReading = false
    private var deadline: Deadline?
    private var isClosed = false

    var hasReaders: Bool { !readers.isEmpty }

    init(
        job: String, index: String, loop: EventLoop, feeds: JobFeeds,
        tell: @escaping (Int, ReaderEvent) -> Void
    ) {
        self.job = job
        self.index = index
        self.loop = loop
        self.feeds = feeds
        self.tell = tell
    }

    /// Ends all that would call this again.
    func close() {
        isClosed = true
        deadline?.cancel()
    }

    func read(_ reader: ReaderID, _ start: MetricStart) {
        readers.insert(reader)
        waiting[reader] = start
        size = nil
        look()
    }

    func leave(_ reader: ReaderID) {
        readers.remove(reader)
        waiting[reader] = nil
    }

    /// Reads what is new for those that wait.
    func look() {
        if isReading || isClosed || waiting.isEmpty { return }
        // One that is not there yet, or can't be looked at, has no lines.
        let size = ((try? FileSystem.status(index)) ?? nil)?.size ?? 0
        if size == self.size { return lookLater() }
        let (starts, job, feeds) = (Set(waiting.values), job, feeds)
        let follower = Confined(self, to: loop)
        let isAccepted = feeds.submit {
            let answers = starts.map { ($0, feeds.metrics(job, $0, Self.rowLimit)) }
            follower.post { $0.take(Dictionary(uniqueKeysWithValues: answers), size: size) }
        }
        isReading = isAccepted
        if !isAccepted { lookLater() }
    }

    private func take(_ answers: [MetricStart: JobFeeds.Metrics], size: UInt64) {
        isReading = false
        self.size = size
        var frames: [MetricStart: Encoded] = [:]
        for (reader, start) in waiting {
            // nil: it has come since.
            guard let answer = answers[start] else {
                self.size = nil
                continue
            }
            switch answer {
            case .rows(let rows):
                let frame = rows.range.isEmpty ? nil : frames[start] ?? rows.frame(of: job)
                frames[start] = frame
                if rows.isBehind { self.size = nil }
                // Who has got rows asks for the next ones; who has got none waits at the place it has now.
                waiting[reader] = frame == nil ? .row(rows.range.upperBound) : nil
                tell(reader.loop, .metrics(reader.number, job: job, start, rows.range, frame))
            case .scanning, .unreadable:
                self.size = nil
                tell(reader.loop, .metrics(reader.number, job: job, start, nil, nil))
            case .refused(let next):
                waiting[reader] = nil
                tell(reader.loop, .metricsRefused(reader.number, job: job, start, next: next))
            }
        }
        if self.size == nil && answers.values.contains(where: \.isProgress) { look() } else { lookLater() }
    }

    private func lookLater() {
        if isClosed || waiting.isEmpty { return }
        deadline?.cancel()
        deadline = loop.after(Self.lookInterval) { [unowned self] in
            deadline = nil
            look()
        }
    }
}

extension JobFeeds.Metrics {
    /// Asking again at once brings more.
    fileprivate var isProgress: Bool {
        switch self {
        case .rows(let rows): rows.isBehind
        case .scanning: true
        case .refused, .unreadable: false
        }
    }
}
