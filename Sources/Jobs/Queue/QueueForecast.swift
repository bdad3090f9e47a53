/// When the jobs of the queue are likely to start: the queue as it stands, played forward.
internal import JobDirectory
internal import Project

struct QueueForecast: Sendable {
    /// Jobs that are played; those behind them are taken to go on at the same pace.
    private static let horizon = 1_000

    /// Milliseconds since 1970. A job of which nothing can be said is not here.
    private(set) var starts: [JobID: Int64] = [:]
    private var pace: (last: Int64, perJob: Double)?

    init() {}

    /// Templates that never completed are taken to last as long as the others do in the mean.
    init(_ order: SortedChunks<QueuePlace>, _ outlook: QueueOutlook, now: Int64) {
        guard !outlook.isPaused else { return }
        var play = Play(outlook, now: now)
        var count = 0
        order.ascend { place in
            play.lines[place.flavor, default: []].append((count, place))
            count += 1
            return count < Self.horizon
        }
        starts = play.run()
        if count == Self.horizon, starts.count == count, let last = starts.values.max() {
            pace = (last, Double(last - now) / Double(count))
        }
    }

    /// - Parameter position: from 1.
    func start(of job: JobID, position: Int) -> Int64? {
        if let start = starts[job] { return start }
        guard let pace, position > Self.horizon else { return nil }
        return pace.last + Int64(Double(position - Self.horizon) * pace.perJob)
    }
}

/// The scheduler's rules, with ends that are guessed.
private struct Play {
    /// Those that wait, by flavor, each with its place in the whole queue.
    var lines: [String: [(index: Int, place: QueuePlace)]] = [:]
    private var heads: [String: Int] = [:]
    private let rules: [String: Flavor]
    private let slots: Int
    private let durations: [String: Int64]
    /// nil where nothing like anything here ever ran.
    private let mean: Int64?
    private var running: [(end: Int64?, flavor: String)]
    private var perFlavor: [String: Int] = [:]
    private var freeGPUs: Int
    private var now: Int64

    init(_ outlook: QueueOutlook, now: Int64) {
        rules = Dictionary(outlook.flavors.map { ($0.name, $0) }) { first, _ in first }
        slots = outlook.slots
        durations = outlook.durations
        let known = outlook.durations.values
        let mean = known.isEmpty ? nil : known.reduce(0, +) / Int64(known.count)
        self.mean = mean
        running = outlook.running.map { job in
            let duration = outlook.durations[job.template] ?? mean
            return (duration.map { max(now, job.startedAt + $0) }, job.flavor)
        }
        freeGPUs = outlook.freeGPUs
        self.now = now
        for job in running { perFlavor[job.flavor, default: 0] += 1 }
    }

    /// Ends where nothing ends any more, or nothing waits.
    mutating func run() -> [JobID: Int64] {
        var starts: [JobID: Int64] = [:]
        while true {
            while let place = next() {
                starts[place.job] = now
                start(place)
            }
            let ends = running.compactMap(\.end)
            guard let end = ends.min(), !lines.isEmpty else { return starts }
            now = end
            while let index = running.firstIndex(where: { $0.end == end }) {
                let flavor = running.remove(at: index).flavor
                perFlavor[flavor, default: 1] -= 1
                freeGPUs += rules[flavor]?.gpus ?? 0
            }
        }
    }

    /// The first in the queue's order that fits: a flavor that does not fit holds up no other.
    private func next() -> QueuePlace? {
        guard running.count < slots else { return nil }
        var best: (index: Int, place: QueuePlace)?
        for (flavor, line) in lines where fits(flavor) {
            let head = line[heads[flavor] ?? 0]
            if head.index < best?.index ?? .max { best = head }
        }
        return best?.place
    }

    private func fits(_ flavor: String) -> Bool {
        guard let rule = rules[flavor] else { return true }
        return rule.gpus <= freeGPUs && perFlavor[flavor] ?? 0 < rule.limit ?? .max
    }

    private mutating func start(_ place: QueuePlace) {
        let flavor = place.flavor
        running.append(((durations[place.template] ?? mean).map { now + $0 }, flavor))
        perFlavor[flavor, default: 0] += 1
        freeGPUs -= rules[flavor]?.gpus ?? 0
        let head = (heads[flavor] ?? 0) + 1
        heads[flavor] = head
        if head == lines[flavor]?.count { lines[flavor] = nil }
    }
}
