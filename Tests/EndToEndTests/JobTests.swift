/// A job from POST to its end, as the client and the job itself see it.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A job, from POST to its end") struct JobTests {
    /// Says all that the job can know of itself, as one line of JSON.
    private static let witness = """
        import json, os, sys
        fifo = os.fstat(1)
        print(json.dumps({
            "argv": sys.argv, "cwd": os.getcwd(), "stdin": os.readlink("/proc/self/fd/0"),
            "environment": dict(os.environ), "same_output": os.path.sameopenfile(1, 2) or
            (fifo.st_dev, fifo.st_ino) == (os.fstat(2).st_dev, os.fstat(2).st_ino),
            "session": os.getsid(0) == os.getpid(), "group": os.getpgid(0) == os.getpid(),
            "descriptors": sorted(int(n) for n in os.listdir("/proc/self/fd"))[:3]}))
        with open(os.environ["ANANA_ARTIFACTS_DIR"] + "/model", "w") as file:
            file.write("weights")
        """

    private func testimony(_ server: ServerUnderTest, _ request: JSONValue) throws -> (
        job: JSONValue, JSONValue
    ) {
        let answer = try server.post("/api/v1/jobs", request)
        try #require(answer.status == 201, "\(answer)")
        let job = try server.awaitEnd(try #require(answer.json["id"]?.stringValue))
        let lines = try server.lines(try #require(job["id"]?.stringValue))
        return (job, try JSONValue(parsing: Array((lines.first ?? "").utf8)))
    }

    /// Says what time it is, in the form of the API.
    private static let clock = """
        import datetime, gate
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        print(now.replace("+00:00", "Z"))
        gate.wait("go")
        """

    @Test func `is created, runs, and completes`() throws {
        try ProjectUnderTest.with(["train.py": Self.clock]) { project in
            let server = try project.serve()
            let answer = try server.post("/api/v1/jobs", ["template": "train", "name": "first light"])
            #expect(answer.status == 201)
            let id = try #require(answer.json["id"]?.stringValue)
            #expect(answer.fields[.location] == "/api/v1/jobs/\(id)")
            #expect(
                id.utf8.count <= 26
                    && id.utf8.allSatisfy { "0123456789abcdefghijklmnopqrstuvwxyz-".utf8.contains($0) })
            #expect(["queued", "launching", "running"].contains(answer.json["state"]?.stringValue))

            let running = try server.awaitState(id, "running")
            #expect(running["name"] == "first light")
            #expect(running["started_at"]?.stringValue != nil)
            for unknown in ["ended_at", "exit_code", "signal", "cause", "queue_position"] {
                #expect(running[unknown] == .null)
            }

            try project.open("go")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "completed")
            #expect(job["exit_code"] == 0)
            #expect(job["signal"] == .null && job["cause"] == .null)
            #expect(job["lines"] == 1)
            let times = ["created_at", "started_at", "ended_at"].map { job[$0]?.stringValue ?? "" }
            // RFC 3339 in UTC sorts as text.
            #expect(times == times.sorted())
            let said = try #require(try server.lines(id).first)
            #expect(times[0] <= said && said <= times[2] && said.utf8.count == times[0].utf8.count)
            let listed = try server.get("/api/v1/jobs").json["items"]?.arrayValue
            #expect(listed?.count == 1)
            // Its size is counted a moment after its end.
            for member in try #require(job.objectValue) where member.name != "bytes" {
                #expect(listed?.first?[member.name] == member.value, "\(member.name)")
            }
            #expect(try project.activeJobs().isEmpty)
        }
    }

    @Test func `gets the template's defaults, stored and on its command line`() throws {
        try ProjectUnderTest.with(["train.py": Self.witness]) { project in
            let server = try project.serve()
            let plain = try testimony(server, ["template": "train"])
            #expect(plain.job["parameters"] == ["trials": 20, "quick": false, "flavor": "cpu"])
            #expect(plain.job["command"] == ["python3", "train.py", "--trials", "20", "--flavor", "cpu"])
            #expect(plain.1["argv"] == ["train.py", "--trials", "20", "--flavor", "cpu"])
            let given = try testimony(
                server, ["template": "train", "parameters": ["quick": true, "trials": 5]])
            #expect(given.job["parameters"]?["quick"] == true)
            #expect(given.1["argv"] == ["train.py", "--trials", "5", "--quick", "--flavor", "cpu"])
        }
    }

    @Test func `gets its words as they are: no shell reads them`() throws {
        try ProjectUnderTest.with(["train.py": Self.witness]) { project in
            let server = try project.serve()
            let words: [JSONValue] = ["a b", "$(touch ran)", "'\"", "*", "", "ü\n", "--flag=1"]
            let parameters: JSONValue = ["file": "train.py", "args": .array(words)]
            let said = try testimony(server, ["template": "run", "parameters": parameters])
            #expect(said.1["argv"] == .array(["train.py"] + words))
            #expect(!FileSystem.exists(project.path + "/ran"))
        }
    }

    @Test func `runs in the project's folder, with no input, in a session of its own`() throws {
        try ProjectUnderTest.with(["train.py": Self.witness]) { project in
            let server = try project.serve()
            let said = try testimony(server, ["template": "train"]).1
            #expect(said["cwd"]?.stringValue == project.path)
            #expect(said["stdin"] == "/dev/null")
            #expect(said["same_output"] == true)
            #expect(said["session"] == true && said["group"] == true)
            #expect(said["descriptors"] == [0, 1, 2])
        }
    }

    @Test
    func `sees Python's defaults, the server's variables, and those that the template lets a request set`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.witness]) { project in
            let server = try project.serve()
            let request: JSONValue = [
                "template": "run", "parameters": ["file": "train.py"],
                "environment": ["DATA_DIR": "/data/ü", "MY_SEED": "7"],
            ]
            let (job, said) = try testimony(server, request)
            let id = try #require(job["id"]?.stringValue)
            let environment = try #require(said["environment"])
            let expected = [
                "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8:backslashreplace",
                "PYTHONFAULTHANDLER": "1",
                "COLUMNS": "120", "TERM": "dumb", "CUDA_VISIBLE_DEVICES": "-1",
                "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
                "ANANA_JOB_ID": id, "ANANA_ATTEMPT": "1", "ANANA_RESULTS_DIR": project.results,
                "DATA_DIR": "/data/ü", "MY_SEED": "7", "HOME": "/nonexistent",
            ]
            for (name, value) in expected { #expect(environment[name]?.stringValue == value, "\(name)") }
            #expect(environment["ANANA_ARTIFACTS_DIR"]?.stringValue?.hasSuffix("/\(id)/artifacts") == true)
            #expect(
                try FileSystem.contents(try project.finished(id, "artifacts/model")) == Array("weights".utf8))
        }
    }

    @Test(
        arguments: [
            ("import sys; sys.exit(3)", "exit_code", 3, nil),
            ("raise ValueError('no')", "exit_code", 1, nil),
            ("import os; os.kill(os.getpid(), 11)", "signal", nil, 11),
        ] as [(String, String, Int64?, Int64?)])
    func `that fails says why`(script: String, cause: String, code: Int64?, signal: Int64?) throws {
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let job = try server.awaitEnd(try server.submit("train.py"))
            #expect(job["state"] == "failed")
            #expect(job["cause"]?.stringValue == cause)
            #expect(job["exit_code"]?.integerValue == code)
            #expect(job["signal"]?.integerValue == signal)
        }
    }

    @Test func `whose program does not exist failed to launch, and says so in its log`() throws {
        let configuration = "templates: {train: {command: [./no-such-program]}}\n"
        try ProjectUnderTest.with(["anana.yaml": configuration]) { project in
            let server = try project.serve()
            let answer = try server.post("/api/v1/jobs", ["template": "train"])
            let id = try #require(answer.json["id"]?.stringValue)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "failed")
            #expect(job["cause"] == "launch_failure")
            #expect(job["exit_code"] == .null)
            #expect(try server.lines(id).joined().contains("no-such-program"))
            #expect(try project.activeJobs().isEmpty)
        }
    }

    @Test func `is found by its page and its state`() throws {
        try ProjectUnderTest.with(["fail.py": "raise SystemExit(9)"]) { project in
            let server = try project.serve()
            let ids = try ["count.py", "fail.py", "count.py"].map { try server.submit($0, ["1"]) }
            for id in ids { _ = try server.awaitEnd(id) }
            func page(_ query: String) throws -> (ids: [String], next: JSONValue?) {
                let page = try server.get("/api/v1/jobs?\(query)").json
                return (page["items"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? [], page["next"])
            }
            #expect(try page("").ids == ids.reversed())
            #expect(try page("state=failed").ids == [ids[1]])
            #expect(try page("state=running,queued").ids == [])
            let first = try page("limit=2")
            #expect(first.ids == [ids[2], ids[1]])
            let cursor = try #require(first.next?.stringValue)
            let second = try page("limit=2&cursor=\(cursor)")
            #expect(second.ids == [ids[0]])
            #expect(second.next == .null)
        }
    }

    @Test func `keeps its bytes as printed: what is no UTF-8 is repaired for readers only`() throws {
        let script = #"import os; os.write(1, b"\xff\xfe caf\xc3\xa9\x00\x07\n50%\r100%\nopen end")"#
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            _ = try server.awaitEnd(id)
            let raw = try server.get("/api/v1/jobs/\(id)/logs/raw")
            #expect(raw.fields[.contentType] == "text/plain; charset=utf-8")
            #expect(raw.body == [0xFF, 0xFE] + Array(" café\0\u{7}\n50%\r100%\nopen end".utf8))
            #expect(try project.log(id) == raw.body)
            #expect(try server.lines(id) == ["\u{FFFD}\u{FFFD} café", "100%", "open end"])
            let part = try server.get("/api/v1/jobs/\(id)/logs/raw", [.range: "bytes=-8"])
            #expect(part.status == 206)
            #expect(part.text == "open end")
        }
    }
}
