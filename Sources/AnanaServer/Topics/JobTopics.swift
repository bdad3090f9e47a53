/// What streams tell of jobs and the queue: each job that has changed, once a turn of the control loop.
internal import JSON
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Project
internal import Streams

/// Confined to the control loop, where every change of a job is noted.
final class JobTopics {
    private let loop: EventLoop
    private let topics: TopicLog
    private let results: ResultsFolder
    private let project: LiveProject
    /// Of jobs at once; nil: the project's.
    private let limit: Int?
    /// Jobs that have not ended, and how far they were when they were told last.
    private var unfinished: [JobID: Jobs.JobState] = [:]
    /// In the order in which they changed first.
    private var changed: [JobID] = []
    private var latest: [JobID: Jobs.Job] = [:]
    /// Jobs that hold a slot, with their flavor.
    private var holders: [JobID: String] = [:]
    private var isDue = false
    private var queueMoved = false
    private var queueTold = Instant.now
    private var isQueueDue = false

    /// Jobs of the queue that its frame names: who waits further behind sees his place in his job.
    private static let queueLimit = 200
    /// A long queue that changes all the time is told that often.
    private static let queueInterval = Duration.milliseconds(100)
    private var table: JobTable?
    /// What is read from the disk at the start is no news.
    private var tells = false

    init(loop: EventLoop, topics: TopicLog, results: ResultsFolder, project: LiveProject, limit: Int?) {
        self.loop = loop
        self.topics = topics
        self.results = results
        self.project = project
        self.limit = limit
    }

    /// From now on changes are told; of `table`, which has told of all that there was.
    func begin(with table: JobTable) {
        self.table = table
        tells = true
    }

    func note(_ job: Jobs.Job) {
        holders[job.id] = job.state.holdsSlot ? job.record.flavor : nil
        guard tells else {
            unfinished[job.id] = job.state.isFinal ? nil : job.state
            return
        }
        if latest.updateValue(job, forKey: job.id) == nil { changed.append(job.id) }
        publishSoon()
    }

    /// The order of the queue is another, or it was paused.
    func noteQueue() {
        queueMoved = true
        publishSoon()
    }

    func deleted(_ id: JobID) {
        unfinished[id] = nil
        holders[id] = nil
        topics.publish("job", to: .jobs) { writer in
            writer.key("op")
            writer.string("delete")
            writer.key("id")
            writer.string(id.text)
        }
    }

    private func publishSoon() {
        if isDue { return }
        isDue = true
        loop.atEndOfTurn { [unowned self] in
            isDue = false
            publish()
        }
    }

    /// Something that a person who runs the server may want to know, and that is about no one job.
    func trouble(_ message: String) {
        notice("warning", "trouble", nil, title: message, detail: nil)
    }

    private func publish() {
        for id in changed {
            guard let job = latest[id] else { continue }
            let before = unfinished[id]
            // One that had ended before has its size now, or other labels.
            if before != nil || !job.state.isFinal { queueMoved = queueMoved || before != job.state }
            unfinished[id] = job.state.isFinal ? nil : job.state
            // As whoever asks for it now gets it, with its place in the queue.
            publish(job.state.isFinal ? job : table?[id] ?? job)
            if job.state.isFinal && before != nil { noticeEnd(of: job) }
        }
        changed = []
        latest = [:]
        if queueMoved { publishQueueSoon() }
        queueMoved = false
    }

    private func publish(_ job: Jobs.Job) {
        let lines = JobReader.lineCount(of: job, in: results)
        topics.publish("job", to: .jobs) { writer in
            writer.key("op")
            writer.string("upsert")
            writer.key("job")
            JobAPI.Job(job, lines: lines).encode(to: &writer)
        }
    }

    /// At once, unless it was told a moment ago.
    private func publishQueueSoon() {
        if isQueueDue { return }
        let left = Self.queueInterval - (Instant.now - queueTold)
        if left <= .zero { return publishQueue() }
        isQueueDue = true
        loop.after(left) { [unowned self] in
            isQueueDue = false
            publishQueue()
        }
    }

    /// Slots by flavor, who holds them, and who waits, in order.
    private func publishQueue() {
        queueTold = .now
        let waiting = table?.firstInQueue(Self.queueLimit) ?? []
        let running = holders.keys.sorted()
        let project = project.current
        let limit = limit ?? project.runningLimit
        topics.publish("queue", to: .queue) { writer in
            writer.key("slots")
            writer.beginObject()
            for flavor in project.flavors {
                writer.key(flavor.name)
                writer.beginObject()
                writer.key("total")
                writer.integer(min(flavor.limit ?? limit, limit))
                writer.key("used")
                writer.integer(holders.values.count { $0 == flavor.name })
                writer.endObject()
            }
            writer.endObject()
            writer.key("running")
            writer.beginArray()
            for job in running { writer.string(job.text) }
            writer.endArray()
            writer.key("queued")
            writer.beginArray()
            for (index, job) in waiting.enumerated() {
                writer.beginObject()
                writer.key("id")
                writer.string(job.text)
                writer.key("pos")
                writer.integer(index + 1)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    private func noticeEnd(of job: Jobs.Job) {
        switch job.state {
        case .failed, .lost:
            let verb = job.state == .failed ? "failed" : "was lost"
            let cause = job.result?.detail ?? job.result?.cause?.rawValue
            notice(
                "error", job.state == .failed ? "job_failed" : "job_lost", job,
                title: "\(job.meta.name ?? job.record.template) \(verb)", detail: cause)
        default: break
        }
    }

    /// - Parameter job: nil for what is about no job.
    private func notice(_ level: String, _ code: String, _ job: Jobs.Job?, title: String, detail: String?) {
        topics.publish("notice", to: job == nil ? .system : .jobs) { writer in
            writer.key("level")
            writer.string(level)
            writer.key("code")
            writer.string(code)
            if let job {
                writer.key("j")
                writer.string(job.id.text)
            }
            writer.key("title")
            writer.string(title)
            if let detail {
                writer.key("detail")
                writer.string(detail)
            }
        }
    }
}
