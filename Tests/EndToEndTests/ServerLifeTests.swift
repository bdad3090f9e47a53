/// A server from its start to its graceful end, and those that may not start.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The life of a server") struct ServerLifeTests {
    private static let gated = [
        "train.py": "import gate\nprint('ready')\ngate.wait('go')\nprint('done')\nraise SystemExit(17)\n"
    ]

    @Test(arguments: [Signal.terminate, Signal.interrupt])
    func `that is asked to end says bye to its streams and lets its jobs run`(signal: Signal) throws {
        try ProjectUnderTest.with(Self.gated) { project in
            let first = try project.serve()
            let id = try first.submit("train.py")
            let frames = try EventReader(first, "/api/v1/jobs/\(id)/logs/stream")
            let lines = try EventReader(first, "/api/v1/jobs/\(id)/logs/stream?format=lines")
            let socket = try WebSocketClient(first, "/ws/logs/\(id)")
            _ = try frames.first("log")
            _ = try lines.first("line")
            while try socket.frame()?["e"] != "log" {}
            try first.awaitState(id, "running")
            first.program.send(signal)
            let bye = try JSONValue(parsing: Array(try frames.first("bye").data.utf8))
            #expect(bye["why"] == "shutdown" && bye["retry"]?.integerValue != nil)
            #expect(try frames.rest().isEmpty)
            // In `lines` nothing says so: its client only comes again.
            #expect(try lines.rest().allSatisfy { ["progress", "ping"].contains($0.type) })
            var last: JSONValue?
            while let frame = try socket.frame() { last = frame }
            #expect(last?["e"] == "bye")
            try socket.send(.close, [0x03, 0xE8])
            #expect(try first.program.wait().code == 0)

            #expect(
                ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").contains { $0.command.hasPrefix("python") })
            let second = try project.serve()
            #expect(try second.job(id)["state"] == "running")
            try project.open("go")
            let job = try second.awaitEnd(id)
            #expect(job["exit_code"] == 17)
            #expect(try second.lines(id) == ["ready", "done"])
        }
    }

    @Test func `writes its pid for as long as it lives`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve("--pid-file", project.path + "/server.pid")
            try project.awaitFile("server.pid")
            #expect(try project.folder.read("server.pid") == "\(server.program.pid)\n")
            server.program.send(.terminate)
            #expect(try server.program.wait().code == 0)
            #expect(!FileSystem.exists(project.path + "/server.pid"))
        }
    }

    @Test func `keeps its folder private`() throws {
        try ProjectUnderTest.with(Self.gated) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            try server.awaitState(id, "running")
            let listing = try RunningProgram(
                "find", [project.results, "-perm", "/077", "!", "-type", "l"],
                output: project.path + "/find.out")
            #expect(try listing.wait().code == 0)
            #expect(listing.output() == "")
        }
    }

    @Test func `that is the second on a folder is refused, and the first goes on`() throws {
        try ProjectUnderTest.with { project in
            let first = try project.serve()
            let said = try refusal(of: try project.start())
            #expect(said.contains("another anana serves this folder"))
            #expect(said.contains("\(first.program.pid)") && said.contains(":\(first.port)"))
            #expect(try first.get("/healthz").status == 200)
            // Also by another name of the folder.
            let link = project.path + "-link"
            let made = try RunningProgram("ln", ["-s", project.path, link], output: project.path + "/ln.out")
            try made.wait()
            defer { #expect(throws: Never.self) { try FileSystem.remove(link) } }
            _ = try refusal(of: try ServerUnderTest(project: link, options: [], number: 7))
        }
    }

    @Test func `whose port is taken is refused`() throws {
        try ProjectUnderTest.with { other in
            let first = try other.serve()
            try ProjectUnderTest.with { project in
                let said = try refusal(of: try project.start(["--port", "\(first.port)"]))
                #expect(said.contains("port \(first.port)") && said.contains("taken"))
                // The folder is free again.
                _ = try project.serve()
            }
        }
    }

    @Test func `in a folder with nothing to run is refused, and leaves nothing there`() throws {
        try ProjectUnderTest.with { project in
            try FileSystem.remove(project.path + "/anana.yaml")
            let said = try refusal(of: try project.start())
            #expect(said.contains("anana.yaml") && said.contains("train.py"))
            #expect(!FileSystem.exists(project.results))
            _ = try refusal(
                of: try ServerUnderTest(project: project.path, options: [project.path + "/none"], number: 8),
                code: 2)
        }
    }

    @Test func `in a folder with a train.py alone runs it as the system before it did`() throws {
        try ProjectUnderTest.with(["train.py": "import sys\nprint(sys.argv[1:])\n"]) { project in
            try FileSystem.remove(project.path + "/anana.yaml")
            let server = try project.serve()
            let answer = try server.post(
                "/api/v1/jobs", ["template": "train", "parameters": ["quick": true]])
            let id = try #require(answer.json["id"]?.stringValue)
            #expect(try server.awaitEnd(id)["state"] == "completed")
            #expect(try server.lines(id) == ["['--trials', '20', '--quick', '--flavor', 'cpu']"])
        }
    }

    @Test(arguments: [
        ("templates:\n  train:\n    title: x\n", "anana.yaml:2:", "command"),
        ("templates:\n  train:\n    command: python3 train.py\n", "anana.yaml:3:14: error: ", "list"),
        ("templates:\n  train:\n    command: [python3\n", "anana.yaml:3:14: error: ", "not closed"),
        ("templates: {t: {command: [x]}}\nlimits: {running: 0}\n", "anana.yaml:2:19: error: ", "1"),
        ("templates: {t: {command: [x]}}\nlimit: {running: 1}\n", "anana.yaml:2:1: error: ", "limits"),
    ])
    func `with a broken anana.yaml is told where, and what was expected`(
        text: String, place: String, expected: String
    ) throws {
        try ProjectUnderTest.with(["anana.yaml": text]) { project in
            let said = try refusal(of: try project.start())
            #expect(said.contains(place) && said.contains(": error: "), "\(said)")
            #expect(said.contains(expected), "\(said)")
            #expect(!FileSystem.exists(project.results))
        }
    }

    /// As root no permission is in the way, so a file is.
    @Test(arguments: [
        ".anana-results", ".anana-results/jobs", ".anana-results/logs", ".anana-results/jobs/active",
    ])
    func `that can't keep results is refused`(name: String) throws {
        try ProjectUnderTest.with { project in
            try project.folder.write("in the way", to: name)
            let said = try refusal(of: try project.start())
            #expect(said.contains(".anana-results") && said.contains("results can't be kept here"), "\(said)")
            #expect(try project.folder.read(name) == "in the way")
        }
    }

    @Test(arguments: [
        (["--verbose"], "--verbose"), (["--port"], "--port"), (["--port", "70000"], "70000"),
        (["--limit", "0"], "--limit"), (["--heartbeat", "soon"], "--heartbeat"),
        (["--access-log", "maybe"], "on or off"),
    ])
    func `whose command line makes no sense is told so`(options: [String], said: String) throws {
        try ProjectUnderTest.with { project in
            let line = try refusal(of: try project.start(options), code: 2)
            #expect(line.contains(said), "\(line)")
            #expect(!FileSystem.exists(project.results))
        }
    }

    @Test(arguments: ["0.0.0.0", "192.0.2.1", "::"])
    func `that would be reached from beyond this machine is refused`(host: String) throws {
        try ProjectUnderTest.with { project in
            let said = try refusal(of: try project.start(["--host", host]))
            #expect(said.contains("loopback"))
        }
    }

    /// One readable line, and an exit code that is no success.
    private func refusal(of server: ServerUnderTest, code: Int32 = 1) throws -> String {
        #expect(try server.program.wait().code == code)
        let said = server.program.output()
        let lines = said.split(separator: "\n")
        #expect(lines.count == 1 && said.hasSuffix("\n"), "\(said)")
        #expect(said.hasPrefix("anana serve: "))
        return said
    }
}
