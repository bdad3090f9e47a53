/// Stop: from Ctrl-C to the last process, asked once, twice, too early and too late.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Stop") struct StopTests {
    /// Saves a checkpoint at the first Ctrl-C and counts them all.
    private static let checkpoint = """
        import gate, os, signal, sys, time
        seen = 0
        def interrupt(number, frame):
            global seen
            seen += 1
            if seen == 1: raise KeyboardInterrupt
        signal.signal(signal.SIGINT, interrupt)
        print("ready")
        try:
            gate.wait("never")
        except KeyboardInterrupt:
            print("saving")
            gate.wait("asked-twice")
            with open(os.environ["ANANA_ARTIFACTS_DIR"] + "/checkpoint.json", "w") as file:
                file.write('{"step": 7}')
            print("saved, interrupts:", seen)
            sys.exit(130)
        """

    private static let stubborn = """
        import signal, gate
        for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, signal.SIG_IGN)
        print("ready")
        gate.wait("never")
        """

    /// Until the job has printed that it is ready: only then are its handlers in place.
    private func awaitReady(_ server: ServerUnderTest, _ id: String) throws -> EventReader {
        let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream?format=lines")
        _ = try stream.first("line")
        return stream
    }

    @Test func `gives a job its KeyboardInterrupt, once, and the time to save its checkpoint`() throws {
        try ProjectUnderTest.with(["train.py": Self.checkpoint]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let stream = try awaitReady(server, id)
            let first = try server.stop(id)
            #expect(first.status == 202)
            #expect(first.json["state"] == "stopping")
            #expect(try JSONValue(parsing: Array(stream.first("line").data.utf8))["x"] == "saving")
            // Again, in two ways that ask for no more than the first.
            #expect(try server.stop(id).status == 202)
            #expect(try server.stop(id, "graceful").status == 202)
            try project.open("asked-twice")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped")
            #expect(job["exit_code"] == 130)
            #expect(job["signal"] == .null && job["cause"] == .null)
            #expect(try server.lines(id) == ["ready", "saving", "saved, interrupts: 1"])
            #expect(
                try FileSystem.contents(try project.finished(id, "artifacts/checkpoint.json"))
                    == Array(#"{"step": 7}"#.utf8))
            #expect(try signals(project, id) == [2])
        }
    }

    /// Those that ask for an end, as the stop receipt tells. SIGCONT beside them only wakes who sleeps.
    private func signals(_ project: ProjectUnderTest, _ id: String) throws -> [Int64] {
        let signals = try record(project, id, "receipt.json")["signals"]?.arrayValue ?? []
        return signals.compactMap { $0["signal"]?.integerValue }.filter { $0 != 18 }
    }

    private func record(_ project: ProjectUnderTest, _ id: String, _ name: String) throws -> JSONValue {
        let path = try project.finished(id, "attempts/1/" + name)
        return try JSONValue(parsing: try #require(try FileSystem.contents(path), "\(path)"))
    }

    @Test func `by mode kill ends a job that ignores SIGINT and SIGTERM`() throws {
        try ProjectUnderTest.with(["train.py": Self.stubborn]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            _ = try awaitReady(server, id)
            #expect(try server.stop(id).json["state"] == "stopping")
            #expect(try server.stop(id, "terminate").status == 202)
            #expect(try server.job(id)["state"] == "stopping")
            #expect(try server.stop(id, "kill").status == 202)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped")
            #expect(job["signal"] == 9 && job["exit_code"] == .null)
            let receipt = try record(project, id, "receipt.json")
            let main = try #require(
                receipt["processes"]?.arrayValue?.first {
                    $0["command"]?.stringValue?.hasPrefix("python") == true
                })
            #expect(main["stage"] == "kill")
        }
    }

    @Test func `goes from SIGINT to SIGTERM to SIGKILL by itself when the template's graces are over`() throws
    {
        try ProjectUnderTest.with(["train.py": Self.stubborn]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", template: "hasty")
            _ = try awaitReady(server, id)
            try server.stop(id)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["signal"] == 9)
            #expect(try signals(project, id) == [2, 15, 9])
        }
    }

    @Test func `by mode terminate begins with SIGTERM`() throws {
        let script = """
            import gate, signal, sys
            signal.signal(signal.SIGINT, lambda *_: print("INT"))
            signal.signal(signal.SIGTERM, lambda *_: (print("TERM"), sys.exit(5)))
            print("ready")
            gate.wait("never")
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            _ = try awaitReady(server, id)
            try server.stop(id, "terminate")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["exit_code"] == 5)
            #expect(try server.lines(id) == ["ready", "TERM"])
        }
    }

    @Test func `wakes a job that was paused`() throws {
        let script =
            "import os, signal\nprint('ready')\nos.kill(os.getpid(), signal.SIGSTOP)\nprint('awake')\n"
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", template: "hasty")
            _ = try awaitReady(server, id)
            try server.stop(id)
            #expect(try server.awaitEnd(id)["state"] == "stopped")
        }
    }

    @Test func `takes a queued job out of the queue, and it never runs`() throws {
        try ProjectUnderTest.with([
            "train.py": "import gate\ngate.wait('go')\n", "never.py": "open('ran', 'w')\n",
        ]) { project in
            let server = try project.serve("--limit", "1")
            let first = try server.submit("train.py")
            let second = try server.submit("never.py")
            #expect(try server.job(second)["state"] == "queued")
            let answer = try server.stop(second)
            #expect(answer.status == 202)
            #expect(answer.json["state"] == "stopped")
            let job = try server.job(second)
            #expect(job["started_at"] == .null && job["exit_code"] == .null && job["queue_position"] == .null)
            #expect(job["ended_at"]?.stringValue != nil)
            #expect(try server.get("/api/v1/jobs/\(second)/logs").json["x"] == [])
            let events = try EventReader(server, "/api/v1/jobs/\(second)/logs/stream").rest()
            #expect(events.map(\.type) == ["hello", "end"])
            try project.open("go")
            #expect(try server.awaitEnd(first)["state"] == "completed")
            #expect(!FileSystem.exists(project.path + "/ran"))
        }
    }

    @Test func `case 22: of a job that has ended answers 200 and changes nothing`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3", "0", "6"])
            _ = try server.awaitEnd(id)
            // Its size is counted a moment after its end.
            try eventually("its size") { try server.job(id)["bytes"] != .null }
            let job = try server.job(id)
            for mode in [nil, "graceful", "terminate", "kill"] {
                let answer = try server.stop(id, mode)
                #expect(answer.status == 200)
                #expect(answer.json == job)
            }
            #expect(try server.job(id) == job)
            #expect(!FileSystem.exists(try project.finished(id, "attempts/1/stop.json")))
        }
    }

    @Test func `case 22: asked by forty clients at once stops once`() throws {
        try ProjectUnderTest.with(["train.py": Self.checkpoint]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            _ = try awaitReady(server, id)
            let clients = try (0..<40).map { _ in try server.connect() }
            for client in clients { try client.send(.post, "/api/v1/jobs/\(id)/stop") }
            for client in clients { #expect(try client.answer().status == 202) }
            try project.open("asked-twice")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["exit_code"] == 130)
            #expect(try server.lines(id).last == "saved, interrupts: 1")
        }
    }
}
