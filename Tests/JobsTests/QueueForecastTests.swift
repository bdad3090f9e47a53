import JobDirectory
@testable import Jobs
import Project
import Testing

@Suite("QueueForecast") struct QueueForecastTests {
    private var outlook = QueueOutlook()

    init() {
        outlook.slots = 2
        outlook.flavors = [
            Flavor(name: "cpu"), Flavor(name: "one", limit: 1), Flavor(name: "gpu", gpus: 1),
            Flavor(name: "two", gpus: 2)
        ]
        outlook.durations = ["t": 100]
        outlook.freeGPUs = 1
    }

    /// Starts of jobs that wait in this order, counted from now.
    private func starts(_ jobs: [String], _ outlook: QueueOutlook) -> [Int64?] {
        var queue = JobQueue()
        let places = jobs.enumerated().map { index, flavor in
            QueuePlace(
                job: JobID(at: Int64(index + 1)), flavor: flavor, template: "t", priority: 0, rank: Int64(index))
        }
        for place in places { queue.put(place) }
        let forecast = QueueForecast(queue.order, outlook, now: 1000)
        return places.enumerated().map { forecast.start(of: $1.job, position: $0 + 1).map { $0 - 1000 } }
    }

    @Test func `slots are taken in the queue's order`() {
        var outlook = outlook
        outlook.running = [("t", "cpu", 970)]
        #expect(starts(["cpu", "cpu", "cpu"], outlook) == [0, 70, 100])
    }

    @Test func `a flavor's own limit holds up its jobs, and no others`() {
        #expect(starts(["one", "one", "cpu", "one"], outlook) == [0, 100, 0, 200])
    }

    @Test func `a job waits for the GPUs that others hold`() {
        var outlook = outlook
        outlook.running = [("t", "gpu", 940)]
        #expect(starts(["two", "gpu", "cpu"], outlook) == [100, 0, 40])
    }

    @Test func `one whose GPUs nobody of ours holds has no start, and those behind it have`() {
        #expect(starts(["two", "gpu"], outlook) == [nil, 0])
    }

    @Test func `a job that takes longer than others of its kind did is about to end`() {
        var outlook = outlook
        outlook.slots = 1
        outlook.running = [("t", "cpu", 1)]
        #expect(starts(["cpu", "cpu"], outlook) == [0, 100])
    }

    @Test func `where nothing ever ran, only what starts now has a start`() {
        var outlook = outlook
        outlook.durations = [:]
        #expect(starts(["cpu", "cpu", "cpu"], outlook) == [0, 0, nil])
    }

    @Test func `a template that never ran lasts as long as the others`() {
        var outlook = outlook
        outlook.slots = 1
        outlook.durations = ["a": 100, "b": 300]
        #expect(starts(["cpu", "cpu"], outlook) == [0, 200])
    }

    @Test func `a paused queue starts nothing`() {
        var outlook = outlook
        outlook.isPaused = true
        #expect(starts(["cpu"], outlook) == [nil])
    }

    @Test func `a long queue goes on at the pace of its beginning`() {
        let all = starts(Array(repeating: "cpu", count: 1200), outlook)
        #expect(all[999] == 49_900)
        #expect(all[1199].map { 59_000...60_000 ~= $0 } == true)
    }
}
