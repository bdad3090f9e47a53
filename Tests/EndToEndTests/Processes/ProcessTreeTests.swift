/// What a job leaves behind: nothing, whatever it forked.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The process tree of a job") struct ProcessTreeTests {
    /// Double fork and setsid, as daemons do: neither parent, nor group, nor session leads back to the job.
    private static let daemon = """
        import gate, os, signal, sys
        mark, stubborn = sys.argv[1], sys.argv[2] == "stubborn"
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                if stubborn:
                    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                        signal.signal(getattr(signal, name), signal.SIG_IGN)
                with open("daemon", "w") as file: file.write(str(os.getpid()))
                gate.wait("never")
            os._exit(0)
        os.wait()
        gate.wait("daemon")
        print("ready")
        gate.wait("never" if sys.argv[3] == "stay" else "daemon")
        """

    /// A word that only this test's processes have.
    private let mark = "mark-\(UInt64.random(in: 0...(.max)))"

    @Test(arguments: ["", "stubborn"])
    func `a daemon that has forked twice and called setsid is gone after stop`(manner: String) throws {
        try ProjectUnderTest.with(["train.py": Self.daemon]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", [mark, manner, "stay"], template: "hasty")
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            _ = try stream.first("log")
            #expect(ProjectUnderTest.processes(mark).count == 2)
            try server.stop(id)
            _ = try stream.first("end")
            #expect(ProjectUnderTest.processes(mark).isEmpty)
            #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty)
            let job = try server.job(id)
            #expect(job["state"] == "stopped")
            let receipt = try JSONValue(
                parsing: try #require(
                    try FileSystem.contents(try project.finished(id, "attempts/1/receipt.json"))))
            let daemon = Int64(try project.folder.read("daemon") ?? "")
            let entry = try #require(
                receipt["processes"]?.arrayValue?.first { $0["pid"]?.integerValue == daemon })
            #expect(entry["stage"]?.stringValue == (manner == "stubborn" ? "kill" : "terminate"))
        }
    }

    @Test func `a daemon that main leaves behind is ended too, before the slot is free`() throws {
        try ProjectUnderTest.with(["train.py": Self.daemon]) { project in
            let server = try project.serve("--limit", "1")
            let first = try server.submit("train.py", [mark, "", "leave"])
            let second = try server.submit("count.py", ["1"])
            let job = try server.awaitEnd(first)
            #expect(job["state"] == "completed" && job["exit_code"] == 0)
            #expect(ProjectUnderTest.processes(mark).isEmpty)
            let last = try server.awaitEnd(second)
            #expect(last["state"] == "completed")
            #expect(try #require(last["started_at"]?.stringValue) >= #require(job["ended_at"]?.stringValue))
        }
    }

    @Test func `a job whose shell exits while its Python goes on is cleaned up`() throws {
        // The Python is there before its shell goes, and goes on for ever after it.
        let loop = """
            import os, sys, time
            shell = os.getppid()
            open("begun", "w").close()
            while os.getppid() == shell: time.sleep(0.01)
            print("late")
            while True: time.sleep(0.05)
            """
        let launch = "python3 loop.py \"$1\" &\nuntil [ -e begun ]; do sleep 0.01; done\necho started\nexit 0\n"
        try ProjectUnderTest.with(["launch.sh": launch, "loop.py": loop]) { project in
            let server = try project.serve()
            let id = try server.submit("launch.sh", [mark], template: "shell")
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            let tape = LogTape(try stream.rest())
            #expect(ProjectUnderTest.processes(mark).isEmpty)
            #expect(tape.faults == [])
            // What it printed while it was let linger is in the log.
            #expect(tape.lines == ["started", "late"])
            let job = try server.job(id)
            #expect(job["state"] == "completed" && job["exit_code"] == 0)
            #expect(try project.activeJobs().isEmpty)
            let receipt = try server.get("/api/v1/jobs/\(id)/receipt").json
            #expect(receipt["processes"]?.arrayValue?.contains { $0["stage"] == "terminate" } == true, "\(receipt)")
        }
    }

    @Test func `case 4: the server answers while twenty that fork and exit for ever are killed`() throws {
        let script = """
            import os, time
            end = time.monotonic() + 60
            for number in range(20):
                if os.fork() == 0:
                    os.setsid()
                    while time.monotonic() < end:
                        if os.fork() != 0: os._exit(0)
                        os.setsid()
                    os._exit(0)
            print("ready")
            while time.monotonic() < end: time.sleep(0.1)
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py", [mark])
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            _ = try stream.first("log")
            try server.stop(id, "kill")
            while try server.job(id)["ended_at"] == .null {}
            _ = try stream.first("end")
            #expect(ProjectUnderTest.processes(mark).isEmpty)
            let job = try server.job(id)
            #expect(job["state"] == "stopped" && job["signal"] == 9, "\(job)")
            #expect(try AttemptUnderTest(project, id).record("exit.json")["by"] == "supervisor")
        }
    }

    @Test func `case 4: a tree that forks while it is killed is gone all the same`() throws {
        let script = """
            import os, signal, sys, time
            for number in (signal.SIGINT, signal.SIGTERM): signal.signal(number, signal.SIG_IGN)
            print("ready")
            end = time.monotonic() + 20
            while time.monotonic() < end:
                if os.fork() == 0: continue
                time.sleep(0.002)
                os._exit(0)
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            // The main process is a hopper itself: the job is over for its waiter at once, the tree is not.
            let id = try server.submit("train.py", [mark])
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            _ = try stream.first("log")
            try server.stop(id, "kill")
            _ = try stream.first("end")
            #expect(ProjectUnderTest.processes(mark).isEmpty)
            #expect(["stopped", "completed"].contains(try server.job(id)["state"]?.stringValue))
        }
    }
}
