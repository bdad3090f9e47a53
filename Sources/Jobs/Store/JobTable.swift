/// All jobs, for readers on any thread; the control thread is the one writer.
package import JobDirectory
internal import Linux
internal import Synchronization

package final class JobTable: Sendable {
    private struct Content {
        /// Those that have not ended, or whose end is not in the history yet.
        var live: [JobID: LiveJob] = [:]
        /// All of them.
        var summaries = SortedChunks<JobSummary>()
        /// Of the summaries' words.
        var vocabulary = Vocabulary()
        var counts: [JobState: Int] = [:]
        var queue = JobQueue()
        var outlook = QueueOutlook()
        var outlookVersion = 0

        mutating func put(_ summary: JobSummary) {
            if let old = summaries.put(summary) { counts[old.state, default: 0] -= 1 }
            counts[summary.state, default: 0] += 1
        }

        /// With its place in the queue, and what it waits for.
        func completed(_ job: Job, _ forecast: QueueForecast?) -> Job {
            guard job.state == .queued else { return job }
            var job = job
            if let place = queue[job.id], let position = queue.position(of: job.id) {
                job.queuePosition = position
                job.waitsFor = outlook.obstacle(for: place, position: position)
                job.estimatedStart = forecast?.start(of: job.id, position: position)
            } else if let retryAt = job.retryAt {
                job.waitsFor = Obstacle(.retry, "the pause before attempt \(job.attempt + 1)")
                job.estimatedStart = retryAt
            }
            return job
        }
    }

    /// Held to look up, to copy out, or to put in one job: never across a call to anybody.
    private let content = Mutex(Content())
    /// Where jobs that have ended are read; nil: all are in memory.
    let history: HistoryFile?

    /// Held only to add one or to copy them out.
    private let observers = Mutex<[@Sendable (JobID) -> Void]>([])

    /// Calls `observer`, on the control thread, once a job has become another or is no more.
    package func whenAltered(_ observer: @escaping @Sendable (JobID) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    private func tell(_ id: JobID) {
        for observer in observers.withLock({ $0 }) { observer(id) }
    }

    /// Called by the writer once a job can be read as it is now.
    private let changed: @Sendable (Job) -> Void

    package init(history: HistoryFile? = nil, changed: @escaping @Sendable (Job) -> Void = { _ in }) {
        self.history = history
        self.changed = changed
    }

    package subscript(id: JobID) -> Job? {
        let (live, summary): (Job?, JobSummary?) = content.withLock { content in
            if let live = content.live[id] { return (content.completed(live.job, nil), nil) }
            return (nil, content.summaries[id])
        }
        if let position = live?.queuePosition {
            var job = live
            job?.estimatedStart = forecast().start(of: id, position: position)
            return job
        }
        return live ?? summary.flatMap { finished($0) }
    }

    /// nil where its line can't be read any more.
    private func finished(_ summary: JobSummary) -> Job? {
        guard let place = summary.place else { return nil }
        if let job = recent.withLock({ $0.job(at: place) }) { return job }
        guard let record = history?.record(at: place), record.head.id == summary.id else { return nil }
        let job = Job(record)
        recent.withLock { $0.put(job, at: place) }
        return job
    }

    /// Held only to look up or to put in.
    private let recent = Mutex(RecentRecords())

    /// The first jobs of the queue, in order.
    package func firstInQueue(_ count: Int) -> [JobID] {
        let order = withQueue { $0.order }
        var ids: [JobID] = []
        order.ascend { place in
            ids.append(place.job)
            return ids.count < count
        }
        return ids
    }

    package struct Page: Sendable {
        package let jobs: [Job]
        /// Where the next page begins; nil on the last.
        package let next: JobCursor?
    }

    /// From `cursor` on, that job included. Reads the jobs that have ended from the disk.
    package func page(_ query: JobQuery = JobQuery(), limit: Int, cursor: JobCursor? = nil) -> Page {
        let (summaries, vocabulary) = all()
        var found = query.select(limit + 1, from: summaries, vocabulary, cursor: cursor)
        var next: JobCursor?
        if found.count > limit { next = found.removeLast().cursor }
        let forecast = found.contains { $0.job.state == .queued } ? forecast() : nil
        let live = content.withLock { content in
            found.map { found in content.live[found.job.id].map { content.completed($0.job, forecast) } }
        }
        let jobs = zip(found, live).compactMap { found, live in
            // What was deleted a moment ago is not there any more.
            live ?? (found.job.place == nil ? self[found.job.id] : finished(found.job))
        }
        return Page(jobs: jobs, next: next)
    }

    /// How many jobs there are in each state, of those that `query` selects, whatever states it names.
    package func counts(_ query: JobQuery = JobQuery()) -> [JobState: Int] {
        if query.selectsAllButStates { return content.withLock { $0.counts } }
        let (summaries, vocabulary) = all()
        var counts = Array(repeating: 0, count: JobState.allCases.count)
        let matcher = JobMatcher(query, vocabulary, ignoringStates: true)
        summaries.ascend(inPlace: { job in
            if matcher.matches(job) { counts[job.pointee.state.ordinal] += 1 }
            return true
        })
        return Dictionary(uniqueKeysWithValues: zip(JobState.allCases, counts).filter { $0.1 > 0 })
    }

    /// All jobs as they are now, with their words.
    func all() -> (summaries: SortedChunks<JobSummary>, vocabulary: Vocabulary) {
        content.withLock { ($0.summaries, $0.vocabulary) }
    }

    package func summary(_ id: JobID) -> JobSummary? {
        content.withLock { $0.summaries[id] }
    }

    package func put(_ job: Job) {
        var job = job
        // Whoever read it here got these with it; they are not its own.
        (job.queuePosition, job.waitsFor, job.estimatedStart) = (nil, nil, nil)
        content.withLock { [job] content in
            content.live[job.id] = LiveJob(job)
            content.put(JobSummary(job, &content.vocabulary))
        }
        tell(job.id)
        changed(job)
    }

    /// The whole of the job is in the history from now on.
    func put(finished job: Job, _ head: HistoryHead, at place: HistoryFile.Place) {
        content.withLock { content in
            guard let summary = JobSummary(head, at: place, &content.vocabulary) else { return }
            content.live[job.id] = nil
            content.put(summary)
        }
        tell(job.id)
        changed(job)
    }

    /// All that the history holds, at the start. - Parameter summaries: ascending.
    func load(_ summaries: [JobSummary], _ vocabulary: Vocabulary) {
        content.withLock { content in
            content.summaries = SortedChunks(sorted: summaries)
            content.vocabulary = vocabulary
            content.counts = summaries.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
            for live in content.live.values { content.put(JobSummary(live.job, &content.vocabulary)) }
        }
    }

    func remove(_ id: JobID) {
        content.withLock { content in
            content.live[id] = nil
            if let old = content.summaries.remove(id) { content.counts[old.state, default: 0] -= 1 }
        }
        tell(id)
    }

    /// The newest there is; its name sorts last.
    var newest: JobID? { content.withLock { $0.summaries.last?.id } }

    /// The control thread's own way to the queue, and a reader's to a copy of it.
    func withQueue<Result: Sendable>(_ body: (inout JobQueue) -> sending Result) -> Result {
        content.withLock { body(&$0.queue) }
    }

    func publish(_ outlook: QueueOutlook) {
        content.withLock { content in
            content.outlook = outlook
            content.outlookVersion += 1
        }
    }

    private struct Forecast {
        var version = (queue: -1, outlook: -1)
        var made = Instant.now
        var forecast = QueueForecast()
    }

    /// The last one that was made. Held to make one, too: it takes a millisecond for the longest queue.
    private let forecasts = Mutex(Forecast())

    /// Of a long queue it may be a tenth of a second old, and lack what came since.
    private func forecast() -> QueueForecast {
        let (order, outlook, version) = content.withLock {
            ($0.queue.order, $0.outlook, (queue: $0.queue.version, outlook: $0.outlookVersion))
        }
        return forecasts.withLock { last in
            let age = Instant.now - last.made
            let isKnown = last.version == version ? age < .seconds(1) : order.count > 200 && age < .milliseconds(100)
            if !isKnown {
                let forecast = QueueForecast(order, outlook, now: WallClock.milliseconds)
                last = Forecast(version: version, made: .now, forecast: forecast)
            }
            return last.forecast
        }
    }

    var outlook: QueueOutlook { content.withLock { $0.outlook } }
}

/// A job is large, and a dictionary has room for up to twice as many as it holds.
private final class LiveJob: Sendable {
    let job: Job

    init(_ job: Job) {
        self.job = job
    }
}
