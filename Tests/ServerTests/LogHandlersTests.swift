/// A job's log through the router: windows, raw bytes, streams.
@testable import AnanaServer
import HTTP
import JobDirectory
import Jobs
import JSON
import Linux
import Testing

@Suite struct LogHandlersTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job
    private var path: String { "/api/v1/jobs/\(job.id)/logs" }

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
        try fixture.print("INFO: 1\nERROR: 2\nWARNING: 3\nplain 4\nINFO: 5\n", to: job)
    }

    @Test func `a window is asked for by query`() {
        let json = fixture.get(path + "?from=2&limit=2&level=EI").json
        #expect(json["from"] == 2 && json["to"] == 4 && json["x"] == ["ERROR: 2"] && json["n"] == [2])
        #expect(json["first"] == 1 && json["next"] == 6)
    }

    @Test(arguments: [
        ("?limit=0", "limit"), ("?limit=5001", "limit"), ("?from=x", "from"), ("?from=9999999999999", "from"),
        ("?level=X", "level"), ("?level=", "level"), ("?level=DIWEC-D", "level"), ("/stream?tail=-1", "tail"),
        ("/stream?format=xml", "format"), ("/stream?from=1&tail=1", "tail"), ("/stream?level=w", "level"),
    ])
    func `a parameter at fault is 400 and named`(query: String, name: String) {
        let response = fixture.get(path + query)
        #expect(response.status == .badRequest && response.faults == [name])
    }

    @Test func `the raw log is the file, with a tag`() {
        let response = fixture.get(path + "/raw")
        #expect(response.status == .ok && response.fields[.contentType] == "text/plain; charset=utf-8")
        #expect(response.fields[.acceptRanges] == "bytes" && response.fields[.eTag] != nil)
        guard case .file(let file) = response.body else {
            Issue.record("no file")
            return
        }
        #expect(file == FileBody(path: fixture.results.log(job.id), offset: 0, count: 44))
    }

    @Test(arguments: [
        ("bytes=0-6", 206, 0, 7, "bytes 0-6/44"), ("bytes=40-", 206, 40, 4, "bytes 40-43/44"),
        ("bytes=-4", 206, 40, 4, "bytes 40-43/44"), ("bytes=44-", 416, 0, 0, "bytes */44"),
    ])
    func `a range is cut out of it`(
        range: String, status: Int, offset: Int64, count: Int64, contentRange: String
    ) {
        let response = fixture.get(path + "/raw", fields: [.range: range])
        #expect(response.status.code == status && response.fields[.contentRange] == contentRange)
        if case .file(let file) = response.body { #expect(file.offset == offset && file.count == count) }
    }

    @Test func `an unchanged log is 304, a grown one is sent`() throws {
        let tag = try #require(fixture.get(path + "/raw").fields[.eTag])
        #expect(fixture.get(path + "/raw", fields: [.ifNoneMatch: tag]).status == .notModified)
        try fixture.print("INFO: 6\n", to: job)
        #expect(fixture.get(path + "/raw", fields: [.ifNoneMatch: tag]).status == .ok)
        #expect(fixture.get(path + "/raw", fields: [.range: "bytes=0-1", .ifRange: tag]).status == .ok)
    }

    @Test func `a job that has printed nothing has an empty log`() throws {
        let queued = try fixture.put(at: 5)
        let raw = fixture.get("/api/v1/jobs/\(queued.id)/logs/raw")
        #expect(raw.status == .ok && raw.bytes.isEmpty)
        guard case .empty = raw.body else {
            Issue.record("a body for nothing")
            return
        }
    }

    @Test func `a stream is an event stream, a WebSocket an upgrade`() {
        let events = fixture.get(path + "/stream")
        #expect(events.status == .ok && events.fields[.contentType] == "text/event-stream")
        #expect(events.fields[.cacheControl] == "no-store" && events.fields["X-Accel-Buffering"] == "no")
        guard case .stream = events.body, case .webSocket = fixture.get("/ws/logs/\(job.id)").body else {
            Issue.record("no stream")
            return
        }
    }

    @Test(arguments: [
        ("ananacare.v1", true), ("chat, ananacare.v1", true), ("ananacare.v1,chat", true), ("chat", false),
        ("ananacare.v2", false), ("", false),
    ])
    func `the subprotocol is chosen only from those offered`(offer: String, isChosen: Bool) {
        let response = fixture.get("/ws/logs/\(job.id)", fields: [.secWebSocketProtocol: offer])
        #expect(response.fields[.secWebSocketProtocol] == (isChosen ? "ananacare.v1" : nil))
    }

    @Test(arguments: [
        ("5", 204), ("9", 204), ("4", 200), ("x", 200), ("-1", 200), ("9223372036854775807", 200), ("", 200),
    ])
    func `only who has all of a final log is told to stop`(lastEventID: String, status: Int) throws {
        let ended = try fixture.put(at: 7, .launch, .ended(ProjectFixture.result(.exit(code: 0), lines: 5)))
        for query in ["", "?from=1", "?tail=3&from=1"] {
            let response = fixture.get(
                "/api/v1/jobs/\(ended.id)/logs/stream" + query, fields: [.lastEventID: lastEventID])
            let isTwice = query.contains("tail") && lastEventID.isEmpty
            #expect(response.status.code == (isTwice ? 400 : status), "\(query)")
        }
        #expect(fixture.get(path + "/stream", fields: [.lastEventID: "5"]).status == .ok)
    }
}
