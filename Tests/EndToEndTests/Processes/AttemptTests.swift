/// Attempts: tried again after a pause, each with its record and its section of the log.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Attempts") struct AttemptTests {
    private static func configuration(_ retries: String) -> String {
        """
        templates:
          run: {command: [python3, train.py], retries: \(retries)}
        limits: {running: 1}
        """
    }

    /// Ends with 75 until the attempt that the file `good` names.
    private static let script = """
        import os, sys, gate
        attempt = int(os.environ["ANANA_ATTEMPT"])
        print("attempt", attempt, "of", os.environ["ANANA_JOB_ID"][:2])
        if os.path.exists("gated"): gate.wait("go")
        good = int(open("good").read()) if os.path.exists("good") else 0
        sys.exit(0 if attempt == good else 75)
        """

    private func submit(_ server: ServerUnderTest) throws -> String {
        try #require(try server.post("/api/v1/jobs", ["template": "run"]).json["id"]?.stringValue)
    }

    @Test func `an exit code that is named is tried again, and each attempt has its record and its lines`()
        throws
    {
        let files = [
            "train.py": Self.script, "good": "3",
            "anana.yaml": Self.configuration("{count: 4, backoff: 10ms, on: [75]}"),
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let id = try submit(server)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "completed" && job["exit_code"] == 0, "\(job)")
            #expect(job["attempt"] == 3 && job["attempt_limit"] == 5 && job["retry_at"] == .null)
            let attempts = try #require(job["attempts"]?.arrayValue)
            #expect(attempts.map { $0["number"] } == [1, 2, 3])
            #expect(attempts.map { $0["exit_code"] } == [75, 75, 0])
            #expect(attempts.map { $0["state"] } == ["failed", "failed", "completed"])
            for number in 1...3 {
                #expect(FileSystem.exists(try project.finished(id, "attempts/\(number)/exit.json")))
            }
            let window = try server.get("/api/v1/jobs/\(id)/logs").json
            #expect(
                window["x"]?.arrayValue?.compactMap(\.stringValue) == [
                    "attempt 1 of 01", "[anana: attempt 2]", "attempt 2 of 01", "[anana: attempt 3]",
                    "attempt 3 of 01",
                ])
            #expect(window["s"] == "mxmxm")
            // Another server tells the same of it.
            try server.killed()
            let told = try #require(try project.serve().job(id).objectValue)
            let before = try #require(job.objectValue)
            // Its size is counted a moment after its end.
            for member in before where member.name != "bytes" { #expect(told[member.name] == member.value) }
        }
    }

    @Test(arguments: [
        ("{count: 3, backoff: 10ms, on: [76, lost]}", 1), ("{count: 1, backoff: 10ms, on: [exit_code]}", 2),
    ])
    func `only what is named, and no more often than allowed`(retries: String, attempts: Int) throws {
        let files = ["train.py": Self.script, "anana.yaml": Self.configuration(retries)]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let id = try submit(server)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 75)
            #expect(job["attempts"]?.arrayValue?.count == attempts, "\(job)")
        }
    }

    @Test func `the pause holds no slot, outlives the server, and a stop ends it`() throws {
        let files = [
            "train.py": Self.script,
            "anana.yaml": Self.configuration("{count: 2, backoff: 1h, on: [exit_code]}"),
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let (first, second) = (try submit(server), try submit(server))
            for id in [first, second] {
                try eventually("a pause") { try server.job(id)["retry_at"]?.stringValue != nil }
            }
            let waiting = try server.job(first)
            #expect(
                waiting["state"] == "queued" && waiting["attempt"] == 1 && waiting["queue_position"] == .null)
            try server.killed()
            let next = try project.serve()
            #expect(try next.job(first) == waiting)
            let answer = try next.stop(first)
            #expect(answer.status == 200 || answer.status == 202)
            try eventually("its size") { try next.job(first)["bytes"] != .null }
            let job = try next.job(first)
            #expect(job["state"] == "stopped" && job["exit_code"] == 75 && job["retry_at"] == .null, "\(job)")
            #expect(job["attempts"]?.arrayValue?.count == 1 && job["lines"] == 1)
            try next.killed()
            let last = try project.serve()
            #expect(try last.job(first) == job)
            #expect(try last.job(second)["retry_at"]?.stringValue != nil)
        }
    }

    @Test func `a pause that ran out while no server was there is over`() throws {
        let files = [
            "train.py": Self.script, "gated": "", "good": "2",
            "anana.yaml": Self.configuration("{count: 1, backoff: 1ms, on: [exit_code]}"),
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let id = try submit(server)
            let attempt = try AttemptUnderTest(project, id)
            try server.killed()
            try project.open("go")
            try eventually("the end") { FileSystem.exists(attempt.file("exit.json")) }
            let job = try project.serve().awaitEnd(id)
            #expect(job["state"] == "completed" && job["attempt"] == 2, "\(job)")
        }
    }

    @Test func `a job that is stopped is not tried again`() throws {
        let files = [
            "train.py": Self.script, "gated": "",
            "anana.yaml": Self.configuration("{count: 3, backoff: 1ms, on: [exit_code, signal, lost]}"),
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let id = try submit(server)
            try eventually("a line") { try server.job(id)["lines"] == 1 }
            try server.stop(id, "kill")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["attempts"]?.arrayValue?.count == 1, "\(job)")
        }
    }

    @Test func `a lost job is tried again where the template says so`() throws {
        let files = [
            "train.py": Self.script, "gated": "", "good": "2",
            "anana.yaml": Self.configuration("{count: 1, backoff: 1ms, on: [lost, signal]}"),
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let id = try submit(server)
            let attempt = try AttemptUnderTest(project, id)
            try server.killed()
            try attempt.kill(.supervisor, .waiter, .main)
            try project.open("go")
            let job = try project.serve().awaitEnd(id)
            #expect(job["state"] == "completed" && job["attempt"] == 2, "\(job)")
        }
    }

    @Test func `a job that takes longer than its timeout has failed, and says so`() throws {
        let yaml = """
            templates:
              run:
                command: [python3, -c, "import gate; gate.wait('never')"]
                timeout: 1h
                stop: {signal: TERM}
            """
        try ProjectUnderTest.with(["anana.yaml": yaml]) { project in
            let server = try project.serve()
            let refused = try server.post("/api/v1/jobs", ["template": "run", "timeout": "2h"])
            #expect(refused.status == 422 && refused.pointers == ["/timeout"])
            let answer = try server.post("/api/v1/jobs", ["template": "run", "timeout": "300ms"])
            #expect(answer.json["timeout"] == 300)
            let job = try server.awaitEnd(try #require(answer.json["id"]?.stringValue))
            #expect(job["state"] == "failed" && job["cause"] == "time_limit" && job["signal"] == 15, "\(job)")
            #expect(job["stop"]?["by"] == "time_limit")
        }
    }
}
