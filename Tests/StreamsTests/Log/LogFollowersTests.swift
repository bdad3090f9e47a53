/// One follower a log, while it has readers.
@testable import Streams
import Linux
import Testing

@Suite struct LogFollowersTests {
    private final class Ear {
        var events: [ReaderEvent] = []
        var described = 0
    }

    private let ear = Ear()
    private let log: GrowingLog
    private let followers: LogFollowers
    private let reader = ReaderID(loop: 0, number: 1)
    private static let frames = Rendering(carrier: .eventStream)

    init() throws {
        log = try GrowingLog("a\nb\n")
        let (ear, log) = (ear, log)
        followers = LogFollowers(
            loop: try EventLoop(),
            describe: { job in
                ear.described += 1
                return job == GrowingLog.job ? log.source : nil
            }, tell: { ear.events.append($1) })
    }

    private func open(_ number: Int = 1) -> LogHead? {
        ear.events = []
        followers.handle(.open(ReaderID(loop: 0, number: number), job: GrowingLog.job, .line(1)))
        if case .opened(_, let head, _) = ear.events.last { return head }
        return nil
    }

    private func read(_ number: Int = 1, from: Int64) -> ReaderEvent.Standing? {
        ear.events = []
        followers.handle(
            .read(
                ReaderID(loop: 0, number: number), job: GrowingLog.job, from: from, Self.frames,
                wasLive: false, mayLag: nil))
        if case .batch(_, _, _, _, let standing) = ear.events.last { return standing }
        return nil
    }

    @Test func `tells where the log stands`() throws {
        let head = try #require(open())
        #expect(head.first == 1 && head.next == 3 && head.state == "running" && !head.isComplete)
    }

    @Test func `a later reader hears of the job as it is by then`() throws {
        log.state = "queued"
        #expect(open()?.state == "queued")
        log.state = "running"
        #expect(open(2)?.state == "running")
    }

    @Test func `a job that ended between its acceptance and the first reader is over at once`() throws {
        try log.finish()
        followers.handle(.jobEnded(GrowingLog.job, log.source))
        #expect(open()?.isComplete == true)
        #expect(read(from: 1) == .ended)
    }

    @Test func `a later reader finds the end before it is told`() throws {
        _ = open()
        #expect(read(from: 1) == .live)
        try log.finish()
        #expect(open(2)?.isComplete == true)
        followers.handle(.jobEnded(GrowingLog.job, log.source))
        let ends = ear.events.count { if case .ended = $0 { true } else { false } }
        #expect(ends == 1)
    }

    @Test func `the end of a job that nobody reads is no news`() throws {
        try log.finish()
        followers.handle(.jobEnded(GrowingLog.job, log.source))
        followers.handle(.jobEnded("another", nil))
        #expect(ear.events.isEmpty)
    }

    @Test func `who asks for the log of a job that is gone is refused`() {
        followers.handle(.open(reader, job: "another", .line(1)))
        followers.handle(.readRaw(reader, job: "another", .start(.line(1))))
        let refusals = ear.events.map { event -> StartPosition.Refusal? in
            switch event {
            case .refused(1, let refusal), .rawRefused(1, let refusal): refusal
            default: nil
            }
        }
        #expect(refusals == [.gone(job: "another"), .gone(job: "another")])
    }

    @Test func `who asks for anything else of a job that is gone hears so`() {
        followers.handle(.watchUsage(reader, job: "another"))
        followers.handle(.feed(.readMetrics(reader, job: "another", .row(1))))
        followers.handle(.feed(.watchArtifacts(reader, job: "another", seen: 0, latest: 0, at: 0)))
        let gone = ear.events.count { if case .gone(1, job: "another") = $0 { true } else { false } }
        #expect(gone == 3 && ear.events.count == 3)
    }

    @Test func `a job that is gone has no readers`() {
        followers.handle(.read(reader, job: "another", from: 1, Self.frames, wasLive: false, mayLag: nil))
        followers.handle(.leave(reader, job: "another"))
        followers.handle(.close(reader, job: "another"))
        #expect(ear.events.isEmpty)
    }

    @Test func `the last reader takes its follower along`() throws {
        _ = open()
        _ = open(2)
        followers.handle(.close(reader, job: GrowingLog.job))
        #expect(read(2, from: 1) == .live)
        followers.handle(.close(ReaderID(loop: 0, number: 2), job: GrowingLog.job))
        #expect(read(2, from: 1) == nil)
        try log.append("c\n")
        #expect(open()?.next == 4)
    }
}
