/// What anana.yaml runs at the end of jobs, and programs that are not there.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Hooks and commands") struct HookTests {
    private static let yaml = """
        templates:
          run:
            command: [python3]
            parameters: {file: {type: string, required: true, position: 1}}
          gone: {command: [bin/trainer]}
        hooks: {job_end: {command: [python3, hook.py]}}
        """
    /// Keeps what it hears, one line a job.
    private static let keep = """
        import sys, json
        job = json.load(sys.stdin)
        with open("heard", "a") as file:
            print(job["id"], job["state"], job["exit_code"], file=file)
        """

    private func heard(_ project: ProjectUnderTest) throws -> [String] {
        (try project.folder.read("heard") ?? "").split(separator: "\n").map(String.init)
    }

    @Test func `a hook hears of each end, as the API tells it`() throws {
        let files = [
            "anana.yaml": Self.yaml, "hook.py": Self.keep, "hello.py": "", "bad.py": "import sys; sys.exit(3)"
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let done = try submit(server, "hello.py")
            try eventually("the first") { try heard(project) == ["\(done) completed 0"] }
            let failed = try submit(server, "bad.py")
            try eventually("the second") { try heard(project).last == "\(failed) failed 3" }
        }
    }

    @Test func `a hook that fails is said, and its job is as it was`() throws {
        let files = ["anana.yaml": Self.yaml, "hook.py": "raise SystemExit('no such channel')", "hello.py": ""]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let id = try submit(server, "hello.py")
            try eventually("it is said") {
                server.program.output().contains("job \(id): its hook failed, exit code 1: no such channel")
            }
            #expect(try server.job(id)["state"] == "completed")
        }
    }

    @Test func `a hook is not run twice when the server is killed under it, and none is left out`() throws {
        let hook = """
            import gate, sys, json
            job = json.load(sys.stdin)
            with open("heard", "a") as file: print(job["id"], file=file)
            open("begun", "w").close()
            gate.wait("go")
            """
        let files = [
            "anana.yaml": Self.yaml, "hook.py": hook, "hello.py": "",
            "wait.py": "import gate; gate.wait('end')"
        ]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve()
            let first = try submit(server, "hello.py")
            try project.awaitFile("begun")
            let second = try submit(server, "wait.py")
            try server.awaitState(second, "running")
            try server.killed()
            // The second ends while nobody serves.
            try project.open("end")
            try project.open("go")
            let next = try project.serve()
            #expect(try next.awaitEnd(second)["state"] == "completed")
            try eventually("its hook") { try heard(project).contains(second) }
            let third = try submit(next, "hello.py")
            try eventually("the next hook") { try heard(project).contains(third) }
            #expect(try heard(project) == [first, second, third])
        }
    }

    @Test func `a template whose program has vanished says so, and its job fails with the reason`() throws {
        try ProjectUnderTest.with(["anana.yaml": Self.yaml, "hook.py": Self.keep]) { project in
            let server = try project.serve()
            func problem() throws -> JSONValue? {
                let items = try server.get("/api/v1/templates").json["items"]?.arrayValue ?? []
                return items.first { $0["id"] == "gone" }?["problem"]
            }
            #expect(try problem() == "command not found: bin/trainer")
            let answer = try server.post("/api/v1/jobs", ["template": "gone"])
            let id = try #require(answer.json["id"]?.stringValue, "\(answer)")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "failed" && job["cause"] == "launch_failure")
            #expect(job["detail"] == "command not found: bin/trainer")
            #expect(try server.lines(id).contains { $0.contains("command not found: bin/trainer") })
            try project.folder.write("#!/bin/sh\necho here\n", to: "bin/trainer")
            #expect(try problem() == .null)
            let again = try server.connect().ask(.post, "/api/v1/jobs/\(id)/rerun")
            let second = try #require(again.json["id"]?.stringValue, "\(again)")
            #expect(try server.awaitEnd(second)["state"] == "completed")
        }
    }

    private func submit(_ server: ServerUnderTest, _ file: String) throws -> String {
        let answer = try server.post("/api/v1/jobs", ["template": "run", "parameters": ["file": .string(file)]])
        return try #require(answer.json["id"]?.stringValue, "\(answer)")
    }
}
