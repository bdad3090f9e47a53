/// Metrics of a job: parsed as they are asked for, kept in a cache that may be torn, thinned.
@testable import AnanaServer
import HTTP
import JSON
import JobDirectory
import Jobs
import Linux
import LogText
import Streams
import Testing

@Suite struct MetricTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job
    private var path: String { "/api/v1/jobs/\(job.id)/metrics" }
    private var cache: String { fixture.results.job(job.id).metrics }

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
        try FileSystem.makeDirectories(fixture.results.job(job.id).path)
    }

    /// A server that has seen nothing of this job yet.
    private func fresh() throws -> JobMetrics.View { try JobMetrics(job.id, fixture.results).view() }

    @Test func `what a job printed is a page of series`() throws {
        try fixture.print(
            "start\nstep=1 loss=0.5 lr=0.1\nERROR: loss=9\nstep=2 loss=nan\nTraceback (most recent call last):\n  loss=7\n"
                + "KeyError: 1\n{'eval_loss': 0.25, 'epoch': 1.0}\n", to: job)
        let page = fixture.get(path).json
        #expect(
            page["from"] == 1 && page["to"] == 4 && page["scanned_to"] == 9 && page["more"] == false)
        #expect(page["names"] == ["loss", "lr", "eval_loss", "epoch"])
        let loss = page["series"]?.arrayValue?.first
        #expect(loss?["n"] == [2, 4] && loss?["step"] == [1, 2] && loss?["count"] == 2)
        #expect(loss?["v"] == [0.5, .null] && loss?["nonfinite"]?["1"] == "nan")
        #expect(page["series"]?.arrayValue?[2]["step"] == [.null] && loss?["t"]?.arrayValue?.count == 2)
    }

    @Test func `names and rows are chosen by query`() throws {
        try fixture.print((1...5).map { "step=\($0) loss=0.\($0) acc=0.9\n" }.joined(), to: job)
        let some = fixture.get(path + "?names=acc,nothing&since=4").json
        #expect(some["from"] == 4 && some["to"] == 6)
        #expect(
            some["series"]?.arrayValue?.map { $0["name"] } == ["acc"]
                && some["series"]?.arrayValue?[0]["step"] == [4, 5])
        let later = fixture.get(path + "?since=99").json
        #expect(later["from"] == 6 && later["to"] == 6 && later["series"]?.arrayValue?[0]["n"] == [])
    }

    @Test(arguments: [
        ("?since=0", "since"), ("?max_points=1", "max_points"), ("?max_points=x", "max_points")
    ])
    func `a parameter at fault is 400 and named`(query: String, name: String) {
        let response = fixture.get(path + query)
        #expect(response.status == .badRequest && response.faults == [name])
    }

    @Test func `a job without a log has none`() {
        let page = fixture.get(path).json
        #expect(page["names"] == [] && page["to"] == 1 && page["scanned_to"] == 1)
    }

    @Test func `another server goes on where the cache ends`() throws {
        try fixture.print("loss=0.5\n", to: job)
        #expect(try fresh().table.lines == [1])
        // Only the cache can know of this row: the log does not have it.
        let text = String(decoding: try #require(try FileSystem.contents(cache)), as: UTF8.self)
        try AtomicFile.replace(cache, with: Array(text.replacing("0.5", with: "0.75").utf8))
        try fixture.print("plain\nloss=inf\n", to: job)
        let view = try fresh()
        #expect(
            view.table.columns.map(\.values) == [[0.75, .infinity]] && view.table.lines == [1, 3]
                && view.scannedTo == 4)
        #expect(try fresh().table.columns.map(\.values) == [[0.75, .infinity]])
    }

    @Test func `a cache torn at any byte gives the same rows`() throws {
        try fixture.print((1...6).map { "step=\($0) loss=0.\($0) acc=0.9\n" }.joined(), to: job)
        let whole = try fresh()
        let bytes = try #require(try FileSystem.contents(cache))
        for end in 0...bytes.count {
            try AtomicFile.replace(cache, with: Array(bytes[..<end]))
            for _ in 0..<2 {
                let view = try fresh()
                #expect(view.table.lines == whole.table.lines && view.scannedTo == 7, "torn at \(end)")
                #expect(
                    view.table.columns.map(\.values) == whole.table.columns.map(\.values), "torn at \(end)")
            }
        }
    }

    @Test(arguments: [
        "", "garbage\n", "{\"v\":2,\"numbering\":\"x\"}\n", "{\"v\":1}\n",
        "{\"v\":1,\"numbering\":\"0\"}\n{\"n\":9,\"t\":0,\"v\":{\"x\":1}}\n"
    ])
    func `a cache that is none of ours is made anew`(text: String) throws {
        try fixture.print("loss=0.5\n", to: job)
        try AtomicFile.replace(cache, with: Array(text.utf8))
        #expect(try fresh().table.columns.map(\.name) == ["loss"])
        #expect(try fresh().table.lines == [1])
    }

    @Test func `a job's folder that is gone is no fault`() throws {
        try fixture.print("loss=0.5\n", to: job)
        try FileSystem.removeTree(fixture.results.job(job.id).path)
        #expect(try fresh().table.lines == [1])
    }

    @Test func `an index that was begun anew is read anew`() throws {
        try fixture.print("loss=0.5\nloss=0.25\n", to: job)
        let metrics = JobMetrics(job.id, fixture.results)
        #expect(try metrics.view().table.count == 2)
        try FileSystem.remove(fixture.results.index(job.id))
        try fixture.print("loss=0.125\n", to: job)
        #expect(try metrics.view().table.columns.map(\.values) == [[0.5, 0.25, 0.125]])
    }

    @Test func `a turn of no time makes some way, and says that there is more`() throws {
        try fixture.print((1...10_000).map { "loss=\($0)\n" }.joined(), to: job)
        let metrics = JobMetrics(job.id, fixture.results)
        var view = try metrics.view(for: .zero)
        #expect(view.isBehind && view.table.count < 10_000)
        while view.isBehind {
            let before = view.scannedTo
            view = try metrics.view(for: .zero)
            #expect(view.scannedTo > before)
        }
        #expect(
            view.table.count == 10_000 && view.table.columns[0].values == (1...10_000).map(Double.init))
    }

    @Test func `rows come by number, as frames carry them`() throws {
        try fixture.print("loss=1\nplain\nacc=0.5 step=7\nloss=3\n", to: job)
        let rows = try #require(try rows(.row(2), limit: 1))
        #expect(rows.range == 2..<3 && rows.lines == [3] && rows.steps == [7] && rows.isBehind)
        #expect(rows.columns.map(\.name) == ["acc"] && rows.columns[0].values == [0.5])
        let all = try #require(try self.rows(.row(1), limit: 100))
        #expect(all.range == 1..<4 && !all.isBehind && all.columns[0].values == [1, nil, 3])
        #expect(try self.rows(.row(4), limit: 1)?.range == 4..<4)
        #expect(try self.rows(.tail(1), limit: 9)?.range == 3..<4)
        #expect(try self.rows(.row(99), limit: 1) == nil)
    }

    /// nil where there is no such place.
    private func rows(_ start: MetricStart, limit: Int) throws -> MetricRows? {
        switch try JobMetrics(job.id, fixture.results).rows(from: start, limit: limit) {
        case .rows(let rows): rows
        case .scanning, .refused, .unreadable: nil
        }
    }
}

@Suite struct RecentJobsTests {
    @Test func `those asked for last are kept`() {
        final class Thing: Sendable {}
        let recent = RecentJobs(limit: 3) { _ in Thing() }
        let jobs = (1...4).map { JobID(at: $0) }
        let first = recent[jobs[0]]
        for job in jobs[1...2] { _ = recent[job] }
        #expect(recent[jobs[0]] === first)
        for job in jobs[1...3] { _ = recent[job] }
        #expect(recent[jobs[0]] !== first)
    }
}

@Suite struct MetricSamplerTests {
    @Test func `no peak and no end is lost, and no more than the limit is taken`() {
        var generator = SystemRandomNumberGenerator()
        for limit in [2, 3, 10, 100, 2000] {
            var values = (0..<5_000).map { _ in Double.random(in: 0...1, using: &generator) }
            values[1234] = 99
            values[4321] = -99
            values[2500] = .nan
            let points = MetricSampler.sample(values[100...], limit: limit)
            #expect(
                points.count <= limit && points == points.sorted() && points.first == 100
                    && points.last == 4_999)
            if limit >= 5 {
                #expect(points.contains(1234) && points.contains(4321) && points.contains(2500))
            }
        }
    }

    @Test func `few points are all taken`() {
        #expect(
            MetricSampler.sample([1, 2, 3], limit: 3) == [0, 1, 2]
                && MetricSampler.sample([], limit: 2) == [])
        #expect(MetricSampler.sample([.nan, .nan, .nan, .nan, .nan], limit: 2) == [0, 4])
    }
}
