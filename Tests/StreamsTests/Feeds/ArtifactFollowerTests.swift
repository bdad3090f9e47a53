import JSON
import Linux
import Synchronization
import TestSupport
import Testing

/// Changes of a folder become numbered events, for as long as somebody wants them and a while longer.
@testable import Streams

@Suite struct ArtifactFollowerTests {
    private let loop: EventLoop
    private let topics = TopicLog()
    private let fake = FakeFeeds()
    private let reader = ReaderID(loop: 0, number: 1)
    private let now = WallClock.milliseconds

    init() throws {
        loop = try EventLoop()
    }

    private func follower(since: Int64 = 0, hasEnded: Bool = false) -> ArtifactFollower {
        ArtifactFollower(
            job: "j", hasEnded: hasEnded, since: since, at: now, loop: loop, feeds: fake.feeds,
            topics: topics,
            interval: .milliseconds(1), forget: {})
    }

    private func put(_ path: String, _ size: Int64?, modified: Int64 = 7) {
        fake.state.withLock { $0.files[path] = size.map { .init(size: $0, modified: modified) } }
    }

    private var events: [JSONValue] {
        get throws {
            let entries = topics.read(after: 0, [.artifacts("j")], limit: 5000)?.entries ?? []
            return try entries.map { try JSONValue(parsing: $0.frame.json) }
        }
    }

    /// Until the folder has been looked at once more, and what was seen is told.
    private func look() throws {
        let before = fake.state.withLock(\.looks)
        try loop.run(until: "two more looks") { [fake] in fake.state.withLock(\.looks) >= before + 2 }
    }

    @Test func `files that come, grow and go are told by number`() throws {
        put("old", 1)
        let follower = follower()
        follower.join(reader, seen: 0)
        try look()
        #expect(try events.isEmpty)
        put("a/b.pt", 10)
        try look()
        put("a/b.pt", 20)
        try look()
        put("a/b.pt", nil)
        try look()
        follower.close()
        #expect(
            try events == [
                [
                    "e": "artifact", "seq": 1, "j": "j", "op": "upsert", "path": "a/b.pt", "size": 10,
                    "mtime": 7,
                ],
                [
                    "e": "artifact", "seq": 2, "j": "j", "op": "upsert", "path": "a/b.pt", "size": 20,
                    "mtime": 7,
                ],
                ["e": "artifact", "seq": 3, "j": "j", "op": "delete", "path": "a/b.pt"],
            ])
    }

    @Test func `a reader that comes with an older cursor must list the folder`() throws {
        for _ in 0..<5 { topics.publish("job", to: .jobs) { _ in } }
        let follower = follower(since: 5)
        follower.join(reader, seen: 5)
        #expect(try events.isEmpty)
        follower.join(ReaderID(loop: 0, number: 2), seen: 3)
        follower.close()
        #expect(try events == [["e": "reset", "seq": 6, "topics": ["artifacts:j"], "why": "behind"]])
    }

    @Test func `what changed before the first look could be made is not missed`() throws {
        fake.state.withLock { [now] in $0.changed = now }
        let follower = follower()
        follower.join(reader, seen: 0)
        try look()
        follower.close()
        #expect(try events.map { $0["e"] } == ["reset"])
    }

    @Test func `very many changes are told by one reset`() throws {
        let follower = follower()
        follower.join(reader, seen: 0)
        try look()
        for number in 0...1000 { put("\(number)", 1) }
        try look()
        follower.close()
        #expect(try events.map { $0["e"] } == ["reset"])
    }

    @Test func `a thread pool that is full is asked again`() throws {
        fake.state.withLock { $0.isBusy = true }
        let follower = follower()
        try loop.run(until: "some turns") { true }
        fake.state.withLock { $0.isBusy = false }
        try look()
        follower.close()
    }

    @Test func `at the job's end it is looked at once more, at once`() throws {
        let follower = ArtifactFollower(
            job: "j", hasEnded: false, since: 0, at: now, loop: loop, feeds: fake.feeds, topics: topics,
            interval: .seconds(3600), forget: {})
        try loop.run(until: "the first look") { [fake] in fake.state.withLock(\.looks) == 1 }
        put("last", 1)
        follower.jobEnded()
        try loop.run(until: "the last file") { [topics] in topics.latest == 1 }
        follower.close()
    }
}
