/// A queue that is paused, put into another order, and killed with its server.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The order of the queue") struct QueueOrderTests {
    private func patch(_ server: ServerUnderTest, _ target: String, _ body: JSONValue) throws -> Answer {
        try server.connect().ask(.patch, target, [.contentType: "application/json"], body.encoded())
    }

    private func order(_ server: ServerUnderTest) throws -> [String] {
        let queued = try server.get("/api/v1/queue").json["queued"]?.arrayValue ?? []
        return queued.compactMap { $0["job"]?.stringValue }
    }

    @Test func `outlives a killed server: pause, places, priorities`() throws {
        try ProjectUnderTest.with(["train.py": "import os\nprint(os.environ['ANANA_JOB_ID'])\n"]) { project in
            let server = try project.serve("--limit", "1")
            #expect(try server.post("/api/v1/queue/pause", [:]).status == 200)
            let ids = try (0..<5).map { _ in try server.submit("train.py") }
            #expect(try patch(server, "/api/v1/jobs/\(ids[4])", ["priority": 7]).status == 200)
            #expect(try patch(server, "/api/v1/queue/\(ids[3])", ["position": 2]).status == 200)
            let expected = [ids[4], ids[3], ids[0], ids[1], ids[2]]
            #expect(try order(server) == expected)
            try server.killed()

            let next = try project.serve("--limit", "1")
            #expect(try order(next) == expected)
            #expect(try next.get("/api/v1/queue").json["paused"] == true)
            #expect(try next.job(ids[0])["waiting_for"]?["kind"] == "paused")
            #expect(try next.post("/api/v1/queue/resume", [:]).status == 200)
            for id in ids { #expect(try next.awaitEnd(id)["state"] == "completed") }
            let starts = try expected.map { try next.job($0)["started_at"]?.stringValue ?? "" }
            #expect(starts == starts.sorted())
        }
    }

    @Test func `an idempotency key is kept across a kill, a deleted job is gone after one`() throws {
        try ProjectUnderTest.with(["train.py": "print('x')\n"]) { project in
            let body: JSONValue = ["template": "run", "parameters": ["file": "train.py"]]
            let key: Fields = ["Idempotency-Key": "the-key"]
            let server = try project.serve()
            let first = try server.post("/api/v1/jobs", body, key)
            let id = try #require(first.json["id"]?.stringValue)
            _ = try server.awaitEnd(id)
            try server.killed()

            let next = try project.serve()
            let again = try next.post("/api/v1/jobs", body, key)
            #expect(again.status == 200)
            #expect(again.json["id"]?.stringValue == id)
            #expect(try next.post("/api/v1/jobs", ["template": "train"], key).status == 409)
            #expect(try next.connect().ask(.delete, "/api/v1/jobs/\(id)").status == 204)
            try next.killed()

            let last = try project.serve()
            #expect(try last.get("/api/v1/jobs/\(id)").status == 404)
            #expect(try last.get("/api/v1/jobs?counts=true").json["counts"]?["completed"] == 0)
        }
    }
}
