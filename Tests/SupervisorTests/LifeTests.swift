/// The chain of processes: what main is given, and who outlives whom.
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Life of a supervisor") struct LifeTests {
    @Test func `main is given a clean place`() throws {
        let job = try SupervisedJob.python(
            """
            import os, signal
            print(os.getsid(0) == os.getpid() == os.getpgid(0), os.getcwd(), os.readlink('/proc/self/fd/0'))
            print(sorted(int(f) for f in os.listdir('/proc/self/fd'))[:3], len(os.listdir('/proc/self/fd')))
            handlers = [int(signal.getsignal(s)) for s in (signal.SIGTERM, signal.SIGHUP)]
            print(*handlers, signal.pthread_sigmask(0, []))
            """)
        _ = try job.run()
        let folder = try FileSystem.canonical(job.folder.path)
        // The fourth descriptor is that of the listing itself.
        #expect(
            try job.lines() == ["True \(folder) /dev/null", "[0, 1, 2] 4", "0 0 set()"])
    }

    @Test func `Python's defaults are set unless the job sets its own`() throws {
        let script = "echo $PYTHONUNBUFFERED $PYTHONIOENCODING $PYTHONFAULTHANDLER $COLUMNS $OWN"
        let job = try SupervisedJob(["/bin/sh", "-c", script], environment: ["COLUMNS": "80", "OWN": "x y"])
        _ = try job.run()
        #expect(try job.lines() == ["1 utf-8:backslashreplace 1 80 x y"])
    }

    @Test func `the record names the chain`() throws {
        let job = try SupervisedJob.shell("echo ready; sleep 1000").start()
        try job.waitFor("ready")
        let record = try job.processes()
        #expect(record.supervisor.pid == job.supervisor?.pid)
        #expect(ProcessTable.entry(of: record.waiter.pid)?.parent == record.supervisor.pid)
        #expect(ProcessTable.entry(of: record.main.pid)?.parent == record.waiter.pid)
        #expect(ProcessTable.identity(of: record.main.pid) == record.main)
        guard case .status(let status) = try job.ask(.hello) else { throw RecordError.notAnObject }
        #expect(status.pid == record.supervisor.pid)
        #expect(status.stage == .running)
        _ = try job.ask(.kill(requester: "test"))
        _ = try job.end()
    }

    @Test
    func `case 23: a second supervisor of an attempt is turned away, whether the first lives or has ended`()
        throws
    {
        let job = try SupervisedJob.shell("echo ready; read < go")
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        try job.waitFor("ready")
        let second = try RunningProgram(
            Products.supervisor, [job.attempt.path], output: job.folder.path + "/second")
        #expect(try second.wait().code == 75)
        try job.folder.poke("go")
        _ = try job.end()
        let third = try RunningProgram(
            Products.supervisor, [job.attempt.path], output: job.folder.path + "/third")
        #expect(try third.wait().code == 73)
        #expect(try job.lines() == ["ready"])
    }

    @Test func `an attempt without a launch record starts nothing`() throws {
        let job = try SupervisedJob.shell("true")
        try FileSystem.remove(job.attempt.launch)
        let program = try RunningProgram(
            Products.supervisor, [job.attempt.path], output: job.folder.path + "/out")
        #expect(try program.wait().code == 66)
        #expect(!FileSystem.exists(job.attempt.exit))
    }

    @Test func `a log that can't be written is a launch failure, not a hang`() throws {
        let job = try SupervisedJob.shell("echo x > ran")
        try FileSystem.makeDirectory(job.log)
        let program = try RunningProgram(
            Products.supervisor, [job.attempt.path], output: job.folder.path + "/out")
        #expect(try program.wait().code == 70)
        guard case .launchFailure = try job.exit().main else {
            throw RecordError.missing(field: "launch_failure")
        }
        #expect(try job.folder.read("ran") == nil)
    }

    @Test func `a supervisor outlives the death of its parent`() throws {
        let job = try SupervisedJob.shell("echo ready; read < go; echo done; exit 9")
        mkfifo(job.folder.path + "/go", 0o600)
        let parent = try RunningProgram(
            "python3",
            [
                "-c",
                """
                import subprocess, signal, sys
                subprocess.Popen(sys.argv[1:], start_new_session=True)
                signal.pause()
                """,
                Products.supervisor, job.attempt.path,
            ], output: job.folder.path + "/parent")
        try job.waitFor("ready")
        parent.send(.kill)
        _ = try parent.wait()
        try job.folder.poke("go")
        try eventually("exit.json") { FileSystem.exists(job.attempt.exit) }
        #expect(try job.exit().main == .exit(code: 9))
        #expect(try job.lines() == ["ready", "done"])
    }

    @Test func `when the supervisor dies main goes on, its code is kept, and its bytes wait for a reader`()
        throws
    {
        let job = try SupervisedJob.shell(
            "echo ready; read < go; for i in {1..100}; do echo $i; done; exit 29")
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        try job.waitFor("ready")
        let record = try job.processes()
        job.supervisor?.send(.kill)
        _ = try job.supervisor?.wait()
        try job.folder.poke("go")
        try eventually("main.json") { FileSystem.exists(job.attempt.main) }
        let main = try MainRecord(parsing: try FileSystem.contents(job.attempt.main) ?? [])
        #expect(main.outcome == .exit(code: 29))
        #expect(ProcessTable.identity(of: record.waiter.pid) == record.waiter, "it holds the FIFO")
        let lock = try FileLock.acquire(job.attempt.lock)
        let fifo = try FileDescriptor.open(job.attempt.fifo, [.read, .nonblocking])
        var rest: [UInt8] = []
        while true {
            let piece = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = try fifo.read(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
            }
            if piece.isEmpty { break }
            rest += piece
        }
        #expect(String(decoding: rest, as: UTF8.self) == (1...100).map { "\($0)\n" }.joined())
        try eventually("the waiter hands over") {
            ProcessTable.identity(of: record.waiter.pid) != record.waiter
        }
        withExtendedLifetime(lock) {}
        try FileSystem.remove(job.attempt.processes)
    }

    @Test func `attempts share a log, and what was broken off stays a line of its own`() throws {
        let first = try SupervisedJob.shell("printf 'one\ntw'")
        _ = try first.run()
        let second = try SupervisedJob(["/bin/echo", "three"], folder: first.folder, attempt: 2)
        let exit = try second.run()
        #expect(try second.lines() == ["one", "tw", "three"])
        #expect(exit.log.lines == 3)
    }

    @Test func `strangers' nonsense on the control socket is refused and harms nothing`() throws {
        let job = try SupervisedJob.shell("echo ready; read < go")
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        try job.waitFor("ready")
        for _ in 0..<40 {
            let socket = try Socket.connect(to: .path(job.attempt.control))
            _ = try? socket.descriptor.writeAll([UInt8](repeating: 0x7B, count: 10_000))
        }
        try eventually("a free place") { (try? job.ask(.hello)) != nil }
        try job.folder.poke("go")
        #expect(try job.end().main == .exit(code: 0))
    }
}
