/// What readers on any thread ask about a job.
@testable import AnanaServer
import JobDirectory
import Jobs
import Linux
import Streams
import Testing

@Suite struct JobReaderTests {
    private let fixture: ProjectFixture
    private var reader: JobReader { JobReader(table: fixture.table, results: fixture.results) }

    init() throws { fixture = try ProjectFixture() }

    @Test(arguments: ["", "x", "../../etc/passwd", "01kb3v6y7m9q2r4t6w8x0z1a3c"])
    func `what names no job has none`(text: String) {
        #expect(reader.job(text) == nil && reader.source(text) == nil)
    }

    @Test func `lines are counted by the index while it runs`() throws {
        let job = try fixture.put(.launch, .started)
        #expect(reader.lineCount(of: job) == 0)
        try fixture.print("a\nb\nunfinished", to: job)
        #expect(reader.lineCount(of: job) == 2)
    }

    @Test func `an index that is just being made counts nothing`() throws {
        let job = try fixture.put(.launch)
        try FileDescriptor.open(fixture.results.index(job.id), [.write, .create]).writeAll([1, 2, 3])
        #expect(reader.lineCount(of: job) == 0)
    }

    @Test func `and by its record once it has ended`() throws {
        let job = try fixture.put(.launch, .ended(ProjectFixture.result(.exit(code: 0), lines: 7)))
        #expect(reader.lineCount(of: job) == 7)
    }

    @Test func `a queued job has printed nothing`() throws {
        #expect(reader.lineCount(of: try fixture.put()) == 0)
    }

    @Test func `a stream learns where the log lies, and how the job ended`() throws {
        let running = try fixture.put(at: 1, .launch, .started)
        let source = try #require(reader.source(running.id.text))
        #expect(
            source.log == fixture.results.log(running.id) && source.index == fixture.results.index(running.id)
        )
        #expect(source.state == "running" && source.end == nil)
        let failed = try fixture.put(at: 2, .launch, .ended(ProjectFixture.result(.signal(9))))
        #expect(
            reader.source(failed.id.text)?.end
                == EndOfLog(state: "failed", cause: "signal", exitCode: nil, signal: 9))
    }
}
