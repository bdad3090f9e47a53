/// A window of a log, as far as its edges.
@testable import AnanaServer
import JobAPI
import JobDirectory
import Jobs
import Linux
import Streams
import Testing

@Suite struct LogWindowReaderTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
    }

    private func window(_ from: Int64 = 1, limit: Int64 = 1000, _ levels: LevelFilter = .all) throws
        -> LogWindow
    {
        try LogWindowReader(job: job.id, results: fixture.results).window(
            from: from, limit: limit, filter: LineFilter(levels: levels))
    }

    @Test(
        arguments: [
            (1, 1000, 1, 6), (1, 2, 1, 3), (3, 2, 3, 5), (5, 9, 5, 6), (6, 9, 6, 6), (99, 9, 6, 6),
            (.max, 1, 6, 6), (0, 2, 1, 3),
            (-1, 9, 5, 6), (-2, 1, 4, 5), (-5, 9, 1, 6), (-99, 2, 1, 3), (.min, 1, 1, 2),
        ] as [(Int64, Int64, Int64, Int64)])
    func `a place in five lines`(from: Int64, limit: Int64, first: Int64, end: Int64) throws {
        try fixture.print("1\n2\n3\n4\n5\n", to: job)
        let window = try window(from, limit: limit)
        #expect(window.from == first && window.to == end && window.next == 6 && window.first == 1)
        #expect(window.x == (first..<end).map { "\($0)" })
        #expect(
            window.dt.count == window.x.count && window.s.count == window.x.count
                && window.l.count == window.x.count)
        #expect(window.n == nil && window.cut == nil)
    }

    @Test func `a filter gives the numbers, and says how far it looked`() throws {
        try fixture.print("INFO: 1\nERROR: 2\nINFO: 3\n", to: job)
        let errors = try window(1, limit: 2, try #require(LevelFilter(letters: "E")))
        #expect(errors.n == [2] && errors.x == ["ERROR: 2"] && errors.from == 1 && errors.to == 3)
        let none = try window(1, try #require(LevelFilter(letters: "C")))
        #expect(none.n == [] && none.x == [] && none.to == 4)
    }

    @Test func `a filter looks at many lines, and answers few`() throws {
        try fixture.print((1...12_000).map { $0 % 2 == 0 ? "ERROR: \($0)\n" : "x\n" }.joined(), to: job)
        let errors = try #require(LevelFilter(letters: "E"))
        let first = try window(1, limit: 1_000_000, errors)
        #expect(first.x.count == 5000 && first.n?.last == 10_000 && first.to == 10_002)
        let rest = try window(first.to, limit: 1_000_000, errors)
        #expect(rest.x.count == 1000 && rest.n?.first == 10_002 && rest.to == 12_001)
        #expect(try window(1, limit: 3, errors).to == 4)
    }

    @Test func `no log yet is an empty one`() throws {
        let window = try window(-5)
        #expect(
            window.next == 1 && window.from == 1 && window.to == 1 && window.x == [] && window.epoch == "0")
    }

    @Test func `a log without an index yet is an empty one`() throws {
        try FileDescriptor.open(fixture.results.log(job.id), [.write, .create]).writeAll(
            Array("early\n".utf8))
        #expect(try window().next == 1)
        try FileDescriptor.open(fixture.results.index(job.id), [.write, .create]).writeAll([])
        #expect(try window().next == 1)
    }

    @Test func `a long line is cut, and says how long it is`() throws {
        try fixture.print("short\n" + String(repeating: "x", count: 20_000) + "\n", to: job)
        let window = try window()
        #expect(window.x[1].utf8.count == 16 * 1024 && window.cut == ["1": 20_000])
    }

    @Test func `long lines end a window before its limit`() throws {
        try fixture.print(
            String(repeating: String(repeating: "x", count: 16_384) + "\n", count: 300), to: job)
        let window = try window()
        #expect(window.to == 257 && window.x.count == 256 && window.next == 301)
    }

    @Test func `what JSON can't carry is repaired`() throws {
        try fixture.print("nul\0 10%\r20%\nX\u{7}Y\n", to: job)
        #expect(try window().x == ["20%", "XY"])
    }

    @Test func `a log that can't be read is an error, not an empty log`() throws {
        try FileSystem.removeTree(fixture.results.logs)
        // A link to itself: neither there nor missing (ELOOP).
        try FileSystem.link(fixture.results.logs, to: fixture.results.logs)
        #expect(throws: SystemError.self) { try window() }
    }
}
