/// Jobs through the router: list, read, start, stop.
@testable import AnanaServer
import HTTP
import JobDirectory
import Jobs
import JSON
import Linux
import Testing

@Suite struct JobHandlersTests {
    private func ids(_ response: Response) -> [String] {
        (response.json["items"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }

    @Test func `no jobs are an empty list`() throws {
        let response = try ProjectFixture().get("/api/v1/jobs")
        #expect(response.status == .ok && response.json["items"] == [] && response.json["next"] == .null)
    }

    @Test func `the list is newest first, in pages that join`() throws {
        let fixture = try ProjectFixture()
        let jobs = try (0..<7).map { try fixture.put(at: 1_764_000_000_000 + $0) }
        var (seen, cursor, pages) = ([String](), "", 0)
        while pages < 9 {
            let page = fixture.get("/api/v1/jobs?limit=3" + cursor)
            seen += ids(page)
            pages += 1
            guard let next = page.json["next"]?.stringValue else { break }
            cursor = "&cursor=" + next
        }
        #expect(seen == jobs.reversed().map(\.id.text) && pages == 3)
    }

    @Test func `a new job moves no page`() throws {
        let fixture = try ProjectFixture()
        let jobs = try (0..<4).map { try fixture.put(at: 1_764_000_000_000 + $0) }
        let next = try #require(fixture.get("/api/v1/jobs?limit=2").json["next"]?.stringValue)
        try fixture.put(at: 1_764_000_000_009)
        #expect(ids(fixture.get("/api/v1/jobs?cursor=" + next)) == [jobs[1], jobs[0]].map(\.id.text))
    }

    @Test(arguments: [
        ("running", 1), ("queued", 1), ("running,queued", 2), ("completed", 1), ("lost", 0),
        ("stopped,failed,completed", 1),
    ])
    func `a filter names states`(states: String, count: Int) throws {
        let fixture = try ProjectFixture()
        try fixture.put(at: 1)
        try fixture.put(at: 2, .launch, .started)
        try fixture.put(at: 3, .launch, .started, .ended(ProjectFixture.result(.exit(code: 0))))
        let response = fixture.get("/api/v1/jobs?state=" + states)
        #expect(ids(response).count == count)
        for item in response.json["items"]?.arrayValue ?? [] {
            #expect(states.split(separator: ",").contains { String($0) == item["state"]?.stringValue })
        }
    }

    @Test(arguments: [
        ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=x", "limit"), ("state=done", "state"),
        ("cursor=xyz", "cursor"),
        ("cursor=01kb-not-a-job", "cursor"), ("cursor=A", "cursor"),
    ])
    func `a parameter at fault is 400 and named`(query: String, name: String) throws {
        let response = try ProjectFixture().get("/api/v1/jobs?" + query)
        #expect(response.status == .badRequest && response.faults == [name])
        #expect(response.fields[.contentType] == "application/problem+json")
    }

    @Test func `one job is read whole`() throws {
        let fixture = try ProjectFixture()
        let job = try fixture.put(.launch, .started)
        try fixture.print("a\nb\nc", to: job)
        let json = fixture.get("/api/v1/jobs/\(job.id)").json
        #expect(
            json["id"]?.stringValue == job.id.text && json["name"] == "night" && json["state"] == "running")
        #expect(
            json["command"] == ["python3", "train.py", "--trials", "3"] && json["parameters"] == ["trials": 3]
        )
        #expect(
            json["created_at"] == "2025-11-24T16:00:00.000Z"
                && json["started_at"] == "2025-11-24T16:00:01.000Z")
        #expect(json["ended_at"] == .null && json["exit_code"] == .null && json["lines"] == 2)
    }

    @Test func `how it ended is told, with the lines of its record`() throws {
        let fixture = try ProjectFixture()
        let job = try fixture.put(.launch, .started, .ended(ProjectFixture.result(.exit(code: 3), lines: 42)))
        let json = fixture.get("/api/v1/jobs/\(job.id)").json
        #expect(json["state"] == "failed" && json["cause"] == "exit_code" && json["exit_code"] == 3)
        #expect(json["ended_at"] == "2025-11-24T16:00:02.500Z" && json["lines"] == 42)
    }

    @Test(arguments: ["01kb3v6y7m9q2r4t6w8x0z1a3c", "nonsense", "0"])
    func `an unknown job is 404, to read, to stop, and its log`(id: String) throws {
        let fixture = try ProjectFixture()
        for path in ["", "/logs", "/logs/raw", "/logs/stream"] {
            let response = fixture.get("/api/v1/jobs/\(id)\(path)")
            #expect(response.status == .notFound, "\(path)")
            #expect(response.json["detail"]?.stringValue == "There is no job \(id).", "\(path)")
        }
        #expect(fixture.get("/ws/logs/\(id)").status == .notFound)
        #expect(fixture.post("/api/v1/jobs/\(id)/stop", "").status == .notFound)
    }

    @Test func `a job is taken in with its defaults, and stored`() throws {
        let fixture = try ProjectFixture()
        let response = fixture.post("/api/v1/jobs", #"{"template":"train","parameters":{"trials":5}}"#)
        #expect(response.status == .created)
        let id = try #require(response.json["id"]?.stringValue.flatMap { JobID($0) })
        #expect(response.fields[.location] == "/api/v1/jobs/\(id)")
        #expect(
            response.json["parameters"] == ["trials": 5, "flavor": "cpu"]
                && response.json["queue_position"] == 1)
        #expect(FileSystem.exists(fixture.results.job(id).job) && fixture.table[id]?.state == .queued)
    }

    @Test(arguments: [
        (#"{"template":"no"}"#, ["/template"]),
        (#"{"template":"train","parameters":{"trials":99}}"#, ["/parameters/trials"]),
        (
            #"{"template":"train","parameters":{"trials":"x","odd":1}}"#,
            ["/parameters/odd", "/parameters/trials"]
        ),
        (#"{"template":"train","parameters":{"flavor":"a100"}}"#, ["/parameters/flavor"]),
    ])
    func `a job that can't be started leaves nothing behind`(body: String, faults: [String]) throws {
        let fixture = try ProjectFixture()
        let response = fixture.post("/api/v1/jobs", body)
        #expect(response.status == .unprocessableContent && response.faults.sorted() == faults)
        #expect(try fixture.results.activeJobIDs().isEmpty && ids(fixture.get("/api/v1/jobs")).isEmpty)
    }

    @Test func `a queued job that is stopped never runs; asking again is 200`() throws {
        let fixture = try ProjectFixture()
        let path = fixture.post("/api/v1/jobs", #"{"template":"train"}"#).fields[.location] ?? ""
        let first = fixture.post(path + "/stop", #"{"mode":"kill"}"#)
        #expect(
            first.status == .accepted && first.json["state"] == "stopped" && first.json["exit_code"] == .null)
        let second = fixture.post(path + "/stop", "")
        #expect(second.status == .ok && second.json["state"] == "stopped")
    }
}
