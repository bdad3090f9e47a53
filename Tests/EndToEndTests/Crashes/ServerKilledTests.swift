/// kill -9 of the server: jobs, logs and exit codes outlive it.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A killed server") struct ServerKilledTests {
    /// Numbered lines until the test has had enough, 300 at least; the last says how many. Exit code 17.
    private static let script = """
        import os, sys, time
        number = 0
        while number < 300 or not os.path.exists("enough"):
            number += 1
            print(f"INFO line {number}")
            time.sleep(0.004)
        print(f"total {number}")
        sys.exit(17)
        """

    private func expected(_ lines: [String]) -> [String] {
        (1...max(1, lines.count - 1)).map { "INFO line \($0)" } + ["total \(lines.count - 1)"]
    }

    /// The moment of the kill is the test's input; it waits for nothing.
    private func letPass(_ milliseconds: Int) throws {
        let end = Instant.now + .milliseconds(milliseconds)
        try eventually("a moment") { Instant.now >= end }
    }

    @Test func `case 10: at fifty random moments loses no line, doubles none, and the exit code is known`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            var random = Randomness()
            let seed = Comment("seed \(random.seed)")
            var server = try project.serve()
            let id = try server.submit("train.py")
            // A launch that is cut short is another story, told below.
            try server.awaitState(id, "running")
            for round in 1...50 {
                // While it starts, takes up the job, or serves; the last time while the job ends.
                if round == 50 { try project.open("enough") }
                try letPass(random.next(0...120))
                try server.killed()
                server = try project.start()
                if random.next(1...4) == 1 { continue }
                try server.awaitListening()
                #expect(try !server.get("/api/v1/jobs").json["items"]!.arrayValue!.isEmpty, seed)
            }
            try server.awaitListening()
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "failed" && job["cause"] == "exit_code", seed)
            #expect(job["exit_code"] == 17, seed)
            let lines = try server.lines(id)
            #expect(lines.count > 300, seed)
            #expect(lines == expected(lines), seed)
            #expect(try project.log(id) == Array(lines.map { $0 + "\n" }.joined().utf8), seed)
            #expect(job["lines"]?.integerValue == Int64(lines.count), seed)
            let tape = LogTape(try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").rest())
            #expect(tape.faults == [] && tape.lines == lines, seed)
            #expect(try server.get("/api/v1/jobs").json["items"]?.arrayValue?.count == 1, seed)
            #expect(try project.activeJobs().isEmpty, seed)
        }
    }

    @Test(arguments: ["frames", "lines"])
    func `a stream that is taken up again has every line once`(format: String) throws {
        try ProjectUnderTest.with(["train.py": Self.script]) { project in
            var random = Randomness()
            let seed = Comment("seed \(random.seed)")
            var server = try project.serve()
            let id = try server.submit("train.py")
            try server.awaitState(id, "running")
            var tape = LogTape()
            for round in 1...5 {
                let stream = try EventReader(
                    server, "/api/v1/jobs/\(id)/logs/stream?format=\(format)",
                    lastEventID: tape.lastID.isEmpty ? nil : tape.lastID)
                for _ in 0..<random.next(1...40) {
                    if let event = try stream.next() { tape.take(event) }
                }
                if round == 5 { try project.open("enough") }
                try server.killed()
                // What was on the way still counts: the client has seen it.
                while let event = try stream.next() { tape.take(event) }
                server = try project.serve()
            }
            // Empty where it was cut between the last line and the end: 204.
            let rest = try EventReader(
                server, "/api/v1/jobs/\(id)/logs/stream?format=\(format)", lastEventID: tape.lastID)
            for event in try rest.rest() { tape.take(event) }
            #expect(rest.head.status == .noContent || tape.end?["exit_code"] == 17, seed)
            #expect(tape.faults == [], seed)
            #expect(tape.lines == expected(tape.lines), seed)
            #expect(try server.job(id)["exit_code"] == 17, seed)
        }
    }

    /// Between the record of a launch and the launch there is a moment in which nobody can know
    /// (supervision.md section 8): such a job is not started again, and says that its launch failed.
    @Test func `case 23: right after it took a job in starts that job once at most`() throws {
        let script = """
            import os
            with open("ran-" + os.environ["ANANA_JOB_ID"], "a") as file: file.write("x")
            raise SystemExit(17)
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            var random = Randomness()
            let seed = Comment("seed \(random.seed)")
            var ids: [String] = []
            for _ in 0..<10 {
                let server = try project.serve()
                ids.append(try server.submit("train.py"))
                try letPass(random.next(0...30))
                try server.killed()
            }
            let server = try project.serve()
            for id in ids {
                let job = try server.awaitEnd(id)
                let ran = try project.folder.read("ran-\(id)")
                #expect(job["state"] == "failed", seed)
                if job["cause"] == "launch_failure" {
                    #expect(ran == nil && job["exit_code"] == .null, seed)
                } else {
                    #expect(ran == "x" && job["exit_code"] == 17, seed)
                }
            }
            #expect(try project.activeJobs().isEmpty, seed)
        }
    }

    @Test func `a job that ended while no server ran is found with its end, and its slot free`() throws {
        try ProjectUnderTest.with([
            "train.py": "import gate\ngate.wait('go')\nprint('done')\nraise SystemExit(23)\n"
        ]) { project in
            let first = try project.serve("--limit", "1")
            let id = try first.submit("train.py")
            let queued = try first.submit("count.py", ["1"])
            let started = try first.awaitState(id, "running")
            try first.killed()
            try project.open("go")
            let exit = "\(project.results)/jobs/active/\(id)/attempts/1/exit.json"
            try eventually("exit.json") { FileSystem.exists(exit) }
            let second = try project.serve()
            let job = try second.job(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 23)
            for member in ["created_at", "started_at", "command", "parameters"] {
                #expect(job[member] == started[member], "\(member)")
            }
            #expect(try second.lines(id) == ["done"])
            // Nothing but the free slot is there to wake the new server.
            #expect(try second.awaitEnd(queued)["state"] == "completed")
            #expect(try project.activeJobs().isEmpty)
        }
    }

    @Test func `keeps its queue in order, and its stops`() throws {
        let files = ["train.py": "import gate\nprint('ready')\ngate.wait('go')\n"]
        try ProjectUnderTest.with(files) { project in
            let first = try project.serve("--limit", "1")
            let running = try first.submit("train.py")
            let queued = try (0..<3).map { _ in try first.submit("count.py", ["1"]) }
            try first.awaitState(running, "running")
            try first.stop(queued[1])
            try first.killed()
            let second = try project.serve("--limit", "1")
            #expect(try second.job(running)["state"] == "running")
            #expect(try queued.map { try second.job($0)["queue_position"] } == [1, .null, 2])
            #expect(try second.job(queued[1])["state"] == "stopped")
            // The new server's stop reaches the job that the old one started.
            #expect(try second.stop(running).status == 202)
            #expect(try second.awaitEnd(running)["state"] == "stopped")
            for id in [queued[0], queued[2]] { #expect(try second.awaitEnd(id)["state"] == "completed") }
        }
    }
}
