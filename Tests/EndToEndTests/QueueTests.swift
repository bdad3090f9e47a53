/// Slots and the queue: never more at once than allowed, in the order of submission.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The queue") struct QueueTests {
    /// When it ran, on a clock that all processes of the machine share.
    private static let stamp = """
        import os, time
        start = time.monotonic_ns()
        time.sleep(0.02)
        with open("stamp-" + os.environ["ANANA_JOB_ID"], "w") as file:
            file.write(f"{start} {time.monotonic_ns()}")
        """

    @Test func `of thirty jobs submitted at once two run at a time, in order`() throws {
        try ProjectUnderTest.with(["train.py": Self.stamp]) { project in
            let server = try project.serve("--limit", "2")
            let body: JSONValue = ["template": "run", "parameters": ["file": "train.py"]]
            let clients = try (0..<30).map { _ in try server.connect() }
            for client in clients {
                try client.send(.post, "/api/v1/jobs", [.contentType: "application/json"], body.encoded())
            }
            let ids = try clients.map { try #require(try $0.answer().json["id"]?.stringValue) }
            #expect(Set(ids).count == 30)
            for id in ids.sorted() { #expect(try server.awaitEnd(id)["state"] == "completed") }

            let runs = try ids.sorted().map { id in
                let times = try #require(try project.folder.read("stamp-\(id)")).split(separator: " ")
                    .compactMap { Int64($0) }
                return (start: times[0], end: times[1])
            }
            for (index, run) in runs.enumerated() {
                let others = runs.enumerated().filter { $0.offset != index }.map(\.element)
                #expect(others.count { $0.start <= run.start && run.start < $0.end } <= 1)
                // Of those before it at most one may still run when it starts.
                #expect(runs[..<index].count { $0.end < run.start } >= index - 1)
            }
            let launches = try ids.sorted().map { id in
                let bytes = try FileSystem.contents(try project.finished(id, "attempts/1/launch.json"))
                return try #require(try JSONValue(parsing: try #require(bytes))["time"]?.integerValue ?? 0)
            }
            #expect(launches == launches.sorted())
            #expect(try project.activeJobs().isEmpty)
        }
    }

    @Test func `tells each job its place, which moves up as others go`() throws {
        try ProjectUnderTest.with(["train.py": "import gate, sys\ngate.wait(sys.argv[1])\n"]) { project in
            let server = try project.serve("--limit", "1")
            let ids = try (0..<4).map { try server.submit("train.py", ["go-\($0)"]) }
            func places() throws -> [JSONValue?] { try ids.map { try server.job($0)["queue_position"] } }
            #expect(try places() == [.null, 1, 2, 3])
            try server.stop(ids[2])
            #expect(try places() == [.null, 1, .null, 2])
            try project.open("go-0")
            _ = try server.awaitEnd(ids[0])
            try server.awaitState(ids[1], "running")
            #expect(try places() == [.null, .null, .null, 1])
            for number in [1, 3] { try project.open("go-\(number)") }
            for id in [ids[1], ids[3]] { #expect(try server.awaitEnd(id)["state"] == "completed") }
        }
    }

    @Test func `takes its limit from anana.yaml, and two without one`() throws {
        let script = ["train.py": "import gate\nprint('ready')\ngate.wait('go')\n"]
        let limited = Scripts.configuration + "\nlimits: {running: 3}\n"
        for (files, limit) in [(script, 2), (script.merging(["anana.yaml": limited]) { $1 }, 3)] {
            try ProjectUnderTest.with(files) { project in
                let server = try project.serve()
                let ids = try (0..<4).map { _ in try server.submit("train.py") }
                for id in ids.prefix(limit) { try server.awaitState(id, "running") }
                for id in ids.dropFirst(limit) { #expect(try server.job(id)["state"] == "queued") }
                try project.open("go")
                for id in ids { _ = try server.awaitEnd(id) }
            }
        }
    }

    @Test func `a flavor's own limit holds back only its own jobs`() throws {
        let configuration = """
            templates:
              train:
                command: [python3, train.py]
                parameters: {flavor: {type: flavor, default: small, flag: --flavor}}
            flavors:
              small: {}
              large: {limit: 1}
            limits: {running: 3}
            """
        let script = "import gate\nprint('ready')\ngate.wait('go')\n"
        try ProjectUnderTest.with(["anana.yaml": configuration, "train.py": script]) { project in
            let server = try project.serve()
            let ids = try ["large", "large", "small"].map { flavor in
                let answer = try server.post(
                    "/api/v1/jobs", ["template": "train", "parameters": ["flavor": .string(flavor)]])
                return try #require(answer.json["id"]?.stringValue)
            }
            for id in [ids[0], ids[2]] { try server.awaitState(id, "running") }
            #expect(try server.job(ids[1])["state"] == "queued")
            try project.open("go")
            for id in ids { #expect(try server.awaitEnd(id)["state"] == "completed") }
        }
    }
}
