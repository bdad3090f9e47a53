/// Through the router: keys, labels, changes, deletion, the order of the queue.
@testable import AnanaServer
import HTTP
import JobDirectory
import Jobs
import JSON
import Testing

@Suite struct JobLabelsTests {
    private static let body = #"{"template":"train","name":"n","tags":["a","b"],"note":"why","priority":3}"#

    private func create(_ fixture: ProjectFixture, _ body: String = body, key: String? = nil) -> Response {
        var fields = Fields()
        if let key { fields.set("Idempotency-Key", key) }
        return fixture.post("/api/v1/jobs", body, fields)
    }

    private func order(_ fixture: ProjectFixture) -> [String] {
        (fixture.get("/api/v1/queue").json["queued"]?.arrayValue ?? []).compactMap { $0["job"]?.stringValue }
    }

    @Test func `labels of the request are those of the job`() throws {
        let json = create(try ProjectFixture()).json
        #expect(json["tags"] == ["a", "b"] && json["note"] == "why" && json["priority"] == 3)
        #expect(json["pinned"] == false && json["parent"] == .null && json["bytes"] == .null)
        #expect(json["waiting_for"]?["kind"] == "slot")
    }

    @Test func `the same key and body is the same job, whatever the order of the members`() throws {
        let fixture = try ProjectFixture()
        let first = create(fixture, key: "k1")
        let again = create(
            fixture, #"{"priority":3,"note":"why","tags":["a","b"],"name":"n","template":"train"}"#, key: "k1")
        #expect(first.status == .created && again.status == .ok)
        #expect(again.json["id"] == first.json["id"])
        #expect(create(fixture, key: "k2").json["id"] != first.json["id"])
        #expect(create(fixture).status == .created)
        #expect(order(fixture).count == 3)
    }

    @Test func `the same key with another body is 409, and makes nothing`() throws {
        let fixture = try ProjectFixture()
        _ = create(fixture, key: "k")
        let other = create(fixture, #"{"template":"train"}"#, key: "k")
        #expect(other.status == .conflict)
        #expect(other.json["detail"]?.stringValue?.contains("Idempotency-Key") ?? false)
        #expect(order(fixture).count == 1)
    }

    @Test(arguments: [
        (#"{"template":"train","name":"two\nlines"}"#, "/name"),
        (#"{"template":"train","tags":["a,b"]}"#, "/tags/0"), (#"{"template":"train","tags":[""]}"#, "/tags/0"),
        (#"{"template":"train","priority":1001}"#, "/priority"),
        (#"{"template":"train","parent":"01kb3v6y7m9q2r4t6w8x0z1a3c"}"#, "/parent"),
        (#"{"template":"train","parent":"01kb3v6y7m9q2r4t6w8x0z1au!"}"#, "/parent"),
    ])
    func `labels at fault are 422, and named`(body: String, pointer: String) throws {
        let response = create(try ProjectFixture(), body)
        #expect(response.status == .unprocessableContent)
        #expect(response.json["errors"]?.arrayValue?.first?["pointer"]?.stringValue == pointer)
    }

    @Test func `ten thousand tags are refused`() throws {
        let tags = (0..<10_000).map { "\"t\($0)\"" }.joined(separator: ",")
        let response = create(try ProjectFixture(), "{\"template\":\"train\",\"tags\":[\(tags)]}")
        #expect(response.status == .unprocessableContent)
    }

    @Test func `a change changes what it names, and nothing else`() throws {
        let fixture = try ProjectFixture()
        let id = try #require(create(fixture).json["id"]?.stringValue)
        let json = fixture.send(.patch, "/api/v1/jobs/\(id)", #"{"note":"","pinned":true}"#).json
        #expect(json["note"] == .null && json["pinned"] == true && json["name"] == "n" && json["tags"] == ["a", "b"])
        #expect(fixture.get("/api/v1/jobs/\(id)").json == json)
        #expect(fixture.send(.patch, "/api/v1/jobs/\(JobID(at: 1))", "{}").status == .notFound)
    }

    @Test func `null takes away what is left alone where nothing is said`() throws {
        let fixture = try ProjectFixture()
        let id = try #require(create(fixture).json["id"]?.stringValue)
        let body = #"{"name":null,"tags":null,"priority":null,"pinned":null}"#
        let json = fixture.send(.patch, "/api/v1/jobs/\(id)", body).json
        #expect(json["name"] == .null && json["tags"] == [] && json["priority"] == 0 && json["pinned"] == false)
        #expect(json["note"] == "why")
        #expect(fixture.send(.patch, "/api/v1/jobs/\(id)", #"{"note":null}"#).json["note"] == .null)
    }

    @Test func `a rerun keeps what is left out, and takes away what is null`() throws {
        let fixture = try ProjectFixture()
        let timed = #"{"template":"train","name":"n","tags":["a"],"priority":3,"timeout":"2h"}"#
        let id = try #require(create(fixture, timed).json["id"]?.stringValue)
        let same = fixture.post("/api/v1/jobs/\(id)/rerun", "{}").json
        #expect(same["name"] == "n" && same["tags"] == ["a"] && same["timeout"] == 7_200_000)
        let bare = fixture.post("/api/v1/jobs/\(id)/rerun", #"{"name":null,"tags":null,"timeout":null}"#).json
        #expect(bare["name"] == .null && bare["tags"] == [] && bare["timeout"] == .null && bare["priority"] == 3)
    }

    @Test func `higher priorities run first, also when they change`() throws {
        let fixture = try ProjectFixture()
        let ids = try (0..<3).map { _ in
            try #require(create(fixture, #"{"template":"train"}"#).json["id"]?.stringValue)
        }
        #expect(order(fixture) == ids)
        let moved = fixture.send(.patch, "/api/v1/jobs/\(ids[2])", #"{"priority":5}"#).json
        #expect(moved["queue_position"] == 1)
        #expect(order(fixture) == [ids[2], ids[0], ids[1]])
    }

    @Test func `a queued job is put to a position, or before another`() throws {
        let fixture = try ProjectFixture()
        let ids = try (0..<4).map { _ in
            try #require(create(fixture, #"{"template":"train"}"#).json["id"]?.stringValue)
        }
        #expect(fixture.send(.patch, "/api/v1/queue/\(ids[3])", #"{"position":2}"#).json["queue_position"] == 2)
        #expect(order(fixture) == [ids[0], ids[3], ids[1], ids[2]])
        let before = "{\"before\":\"\(ids[2])\"}"
        #expect(fixture.send(.patch, "/api/v1/queue/\(ids[0])", before).json["queue_position"] == 3)
        #expect(order(fixture) == [ids[3], ids[1], ids[0], ids[2]])
    }

    @Test(arguments: ["{}", #"{"position":1,"before":"01kb3v6y7m9q2r4t6w8x0z1a3c"}"#, #"{"position":0}"#])
    func `a move must say one place`(body: String) throws {
        let fixture = try ProjectFixture()
        let id = try #require(create(fixture).json["id"]?.stringValue)
        #expect(fixture.send(.patch, "/api/v1/queue/\(id)", body).status == .unprocessableContent)
    }

    @Test func `a job that is not queued can't be moved, one that has not ended not deleted`() throws {
        let fixture = try ProjectFixture()
        let running = try fixture.put(.launch, .started)
        #expect(fixture.send(.patch, "/api/v1/queue/\(running.id)", #"{"position":1}"#).status == .conflict)
        let answer = fixture.send(.delete, "/api/v1/jobs/\(running.id)")
        #expect(answer.status == .conflict)
        #expect(answer.json["detail"]?.stringValue?.contains("running") ?? false)
        #expect(fixture.send(.delete, "/api/v1/jobs/\(JobID(at: 1))").status == .notFound)
    }

    @Test func `a deleted job is 404`() throws {
        let fixture = try ProjectFixture()
        let job = try fixture.put(.launch, .started, .ended(ProjectFixture.result(.exit(code: 0))))
        #expect(fixture.send(.delete, "/api/v1/jobs/\(job.id)").status == .noContent)
        #expect(fixture.get("/api/v1/jobs/\(job.id)").status == .notFound)
        #expect(fixture.get("/api/v1/jobs?counts=true").json["counts"]?["completed"] == 0)
    }

    @Test func `a paused queue says so, and tells its jobs`() throws {
        let fixture = try ProjectFixture()
        let id = try #require(create(fixture).json["id"]?.stringValue)
        #expect(fixture.post("/api/v1/queue/pause", "").json["paused"] == true)
        #expect(fixture.get("/api/v1/jobs/\(id)").json["waiting_for"]?["kind"] == "paused")
        #expect(fixture.post("/api/v1/queue/resume", "").json["paused"] == false)
    }
}
