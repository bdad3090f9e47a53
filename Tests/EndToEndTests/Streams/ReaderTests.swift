/// Many readers of one log, early, late, slow, by other programs: each gets the same lines.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Readers of one log") struct ReaderTests {
    @Test func `a late joiner gets the lines that an early one got`() throws {
        try ProjectUnderTest.with { project in
            try project.folder.write(
                "import gate\nfor n in range(5000): print('line', n)\ngate.wait('go')\n", to: "train.py")
            let server = try project.serve()
            let id = try server.submit("train.py")
            let target = "/api/v1/jobs/\(id)/logs/stream"
            let early = try EventReader(server, target)
            var tape = LogTape()
            while tape.next <= 5000, let event = try early.next() { tape.take(event) }
            let late = try EventReader(server, target)
            let tail = try EventReader(server, target + "?tail=10")
            try project.open("go")
            for event in try early.rest() { tape.take(event) }
            #expect(tape.faults == [])
            #expect(tape.lines == (0..<5000).map { "line \($0)" })
            for reader in [late, try EventReader(server, target)] {
                let other = LogTape(try reader.rest())
                #expect(other.faults == [])
                #expect(other.lines == tape.lines)
            }
            let events = try tail.rest()
            let lag = try JSONValue(parsing: Array(try #require(events.first { $0.type == "lag" }).data.utf8))
            #expect(lag["from"] == 1 && lag["to"] == 4991 && lag["why"] == "tail")
            let log = try JSONValue(parsing: Array(try #require(events.first { $0.type == "log" }).data.utf8))
            #expect(log["from"] == 4991)
        }
    }

    /// Read one after the other: all but one of them stand still meanwhile.
    @Test func `sixty streams at once get every line each`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["1000", "0.001"])
            let target = "/api/v1/jobs/\(id)/logs/stream"
            let readers = try (0..<60).map {
                try EventReader(server, target + ($0 % 2 == 0 ? "" : "?format=lines"))
            }
            let expected = Scripts.counted(1000)
            for reader in readers {
                let tape = LogTape(try reader.rest())
                #expect(tape.faults == [])
                #expect(tape.lines == expected)
                #expect(tape.end?["state"] == "completed")
            }
        }
    }

    @Test func `a slow reader loses nothing, holds nobody up, and costs no memory`() throws {
        let script = "for n in range(40000): print(n, 'x' * 200)\n"
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve("--write-stall-timeout", "10m")
            let id = try server.submit("train.py")
            let target = "/api/v1/jobs/\(id)/logs/stream"
            let slow = try (0..<20).map { _ in try EventReader(server, target, receiveBuffer: 64 * 1024) }
            // None of them has read a line when the job, and a quick reader, are done.
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "completed")
            let resident = try Self.peakResident(server.program.pid)
            // Eight megabytes of log for each of twenty: 160 would lie in queues.
            #expect(resident < 120_000, "\(resident) KiB")
            for reader in slow.prefix(1) {
                let tape = LogTape(try reader.rest())
                #expect(tape.faults == [])
                #expect(tape.lines.count == 40_000)
                #expect(tape.lines.enumerated().allSatisfy { $1.hasPrefix("\($0) x") })
            }
        }
    }

    /// KiB.
    private static func peakResident(_ pid: Int32) throws -> Int {
        let bytes = try FileSystem.contents("/proc/\(pid)/status") ?? []
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix("VmHWM:")
        }
        return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }

    private static let curl = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"].first {
        FileSystem.isExecutable($0)
    }

    @Test(.enabled(if: curl != nil, "curl is not installed")) func `curl reads the stream`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["200", "0.001"])
            let url = "http://127.0.0.1:\(server.port)/api/v1/jobs/\(id)/logs/stream?format=lines"
            let curl = try RunningProgram(
                try #require(Self.curl), ["-sSN", url], output: project.path + "/curl.out")
            #expect(try curl.wait().code == 0)
            var parser = EventStreamParser()
            let tape = LogTape(parser.parse(curl.output().utf8))
            #expect(tape.faults == [])
            #expect(tape.lines == Scripts.counted(200))
            #expect(tape.end?["state"] == "completed")
        }
    }

    @Test func `Python's own HTTP client reads the stream`() throws {
        let script = """
            import json, sys, urllib.request
            kind = None
            with urllib.request.urlopen(sys.argv[1]) as stream:
                for line in stream:
                    name, _, value = line.decode().rstrip("\\n").partition(": ")
                    if name == "event": kind = value
                    if name == "data" and kind == "line": print(json.loads(value)["x"])
            """
        try ProjectUnderTest.with(["client.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["200", "0.001"])
            let url = "http://127.0.0.1:\(server.port)/api/v1/jobs/\(id)/logs/stream?format=lines"
            let python = try RunningProgram(
                Python.folder + "/python3", [project.path + "/client.py", url],
                environment: ServerUnderTest.environment,
                output: project.path + "/client.out")
            #expect(try python.wait().code == 0)
            #expect(python.output().split(separator: "\n").map(String.init) == Scripts.counted(200))
        }
    }
}
