/// Jobs that make it hard: strangers, long names, processes that will not die (supervision.md section 10).
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Adversaries") struct AdversaryTests {
    @Test func `case 3: 500 processes that start anew on SIGTERM are gone soon after the kill`() throws {
        let job = try SupervisedJob.python(
            """
            import os, signal, sys, time
            def again(*_):
                if os.fork() == 0: os.setsid()
            signal.signal(signal.SIGTERM, again)
            for i in range(500):
                if os.fork() == 0:
                    os.setsid()
                    break
            else: print('ready')
            end = time.time() + 60
            while time.time() < end: time.sleep(1)
            """, stop: StopPolicy(terminateGrace: 500)
        ).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.terminate, requester: "api"))
        let exit = try job.end()
        #expect(exit.stage == .kill)
        let receipt = try job.receipt()
        #expect(receipt.seen > 500)
        let kill = try #require(receipt.signals.last { $0.number == 9 })
        // 100 to 250 ms in a release build on two cores; a debug build beside others is slow.
        #expect(exit.goneAt - kill.time < 60_000)
        #expect(
            receipt.processes.allSatisfy { process in
                // One that is dead may be seen while the kernel puts it away.
                ProcessTable.entry(of: process.identity.pid).map { $0.identity != process.identity || $0.isDead }
                    ?? true
            })
    }

    @Test func `case 17: a stranger who holds the output does not hold up the end`() throws {
        let job = try SupervisedJob.shell("echo ready; read < go")
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        try job.waitFor("ready")
        let stranger = try FileDescriptor.open(job.attempt.fifo, [.readWrite, .nonblocking])
        try job.folder.poke("go")
        #expect(try job.end().main == .exit(code: 0))
        stranger.close()
    }

    @Test func `case 20: bytes of every kind reach the log as they are`() throws {
        let job = try SupervisedJob.shell(
            "tee copy < /dev/urandom | head -c 6000000; printf 'a\\0b\\xff\\r\\r\\rc'")
        let exit = try job.run()
        let log = try FileSystem.contents(job.log) ?? []
        let copy = try FileSystem.contents(job.folder.path + "/copy") ?? []
        #expect(log.count == 6_000_000 + 8)
        #expect(log.prefix(6_000_000).elementsEqual(copy.prefix(6_000_000)))
        #expect(log.suffix(8).elementsEqual([0x61, 0, 0x62, 0xFF, 13, 13, 13, 0x63]))
        #expect(Int(exit.log.lines) == log.count { $0 == 10 } + 1)
    }

    @Test func `case 22: a stop that is asked for a hundred times is one stop`() throws {
        let job = try SupervisedJob.shell("trap '' INT TERM; echo ready; while :; do sleep 0.1; done").start()
        try job.waitFor("ready")
        for turn in 0..<100 {
            let mode = turn % 3 == 0 ? StopRecord.Mode.terminate : .graceful
            guard case .status = try job.ask(.stop(mode, requester: "client \(turn % 2)")) else {
                throw RecordError.notAnObject
            }
        }
        _ = try job.ask(.kill(requester: "last"))
        let exit = try job.end()
        #expect(exit.stop?.requester == "client 0")
        #expect(exit.stop?.mode == .kill)
        #expect(try job.receipt().signals.map(\.number) == [15, 18, 9])
        #expect(throws: SystemError.self) { try job.ask(.stop(.graceful, requester: "late")) }
        #expect(try job.exit() == exit)
    }

    @Test func `case 24: a long path with spaces and letters of all kinds is as good as any`() throws {
        let name = String(repeating: "sehr lange Übung ", count: 8)
        let job = try SupervisedJob(["/bin/sleep", "1000"], below: "/\(name)/\(name)").start()
        _ = try job.processes()
        _ = try job.ask(.stop(.terminate, requester: "api"))
        #expect(try job.end().main == .signal(15))
    }

    @Test func `case 24: where no socket can be made, stop.json is the way`() throws {
        let job = try SupervisedJob(["/bin/sleep", "1000"])
        // As on a file system that has none: the name can't be bound, nor removed.
        try FileSystem.makeDirectories(job.attempt.control + "/taken")
        try job.start()
        _ = try job.processes()
        #expect(throws: SystemError.self) { try job.ask(.hello) }
        try job.writeStop(.terminate)
        #expect(try job.end().main == .signal(15))
    }

    @Test(.enabled(if: Freezer.isPossible, "no freezer cgroup can be made here"))
    func `a process that SIGKILL does not end is told by name, and the end is not written`() throws {
        let job = try SupervisedJob(["/bin/sleep", "1000"]).start()
        let main = try job.processes().main
        let freezer = try Freezer()
        try freezer.freeze(main.pid)
        _ = try job.ask(.kill(requester: "api"))
        try eventually("it is stuck") { try !job.state().stuck.isEmpty }
        let stuck = try job.state().stuck
        #expect(stuck.count == 1)
        #expect(stuck[0].hasPrefix("\(main.pid) sleep "))
        #expect(!FileSystem.exists(job.attempt.exit))
        try freezer.thaw()
        #expect(try job.end().main == .signal(9))
    }

    @Test func `a process whose first thread has ended is one that lives: it hears SIGTERM like the others`() throws {
        let script = """
            import ctypes, platform, threading, time
            def other():
                while open("/proc/self/stat").read().rpartition(")")[2].split()[0] != "Z": time.sleep(0.001)
                print("ready", flush=True)
                time.sleep(1000)
            threading.Thread(target=other).start()
            ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
            """
        let job = try SupervisedJob(["/bin/bash", "-c", "python3 -c \"$0\" & wait", script]).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.terminate, requester: "api"))
        let exit = try job.end()
        #expect(exit.main == .signal(15))
        #expect(exit.stage == .terminate)
        let python = try #require(try job.receipt().processes.first { $0.parent == (try job.processes().main.pid) })
        #expect(python.stage == .terminate)
    }

    @Test func `the receipt names each process by its arguments, and says when it was started`() throws {
        let job = try SupervisedJob.shell("sleep 1000 & echo ready; read < go; exec sleep 2000")
        mkfifo(job.folder.path + "/go", 0o600)
        let begin = WallClock.milliseconds
        try job.start()
        try job.waitFor("ready")
        let main = try job.processes().main
        try job.folder.poke("go")
        try eventually("main is another program") { ProcessTable.entry(of: main.pid)?.command == "sleep" }
        // All are looked at before SIGTERM is sent.
        _ = try job.ask(.stop(.terminate, requester: "api"))
        _ = try job.end()
        let processes = try job.receipt().processes
        #expect(processes.first { $0.identity == main }?.command == "sleep 2000")
        #expect(processes.contains { $0.command == "sleep 1000" && $0.parent == main.pid })
        for process in processes {
            // A tick of the kernel's clock is ten milliseconds, and so is one of its uptime.
            #expect(try #require(process.startedAt) >= begin - 100)
            #expect(try #require(process.startedAt) <= process.firstSeen + 100)
        }
    }

    @Test func `the receipt knows the exit codes of children where the kernel tells them`() throws {
        let job = try SupervisedJob.shell(
            "(echo a > one; read < go; exit 7) & (echo b > two; read < go2; kill -USR1 $BASHPID) & wait")
        mkfifo(job.folder.path + "/go", 0o600)
        mkfifo(job.folder.path + "/go2", 0o600)
        try job.start()
        try eventually("both run") {
            let names = try FileSystem.list(job.folder.path)
            return names.contains("one") && names.contains("two")
        }
        // Only what was seen at a look is in the receipt: a row of usage.csv tells of all three.
        try eventually("a row with both") {
            let rows = try String(decoding: FileSystem.contents(job.attempt.usage) ?? [], as: UTF8.self)
            return rows.split(separator: "\n").contains { row in
                let columns = row.split(separator: ",", omittingEmptySubsequences: false)
                return columns.count > 4 && (Int(columns[4]) ?? 0) >= 3
            }
        }
        try job.folder.poke("go")
        try job.folder.poke("go2")
        _ = try job.end()
        let receipt = try job.receipt()
        let main = try job.processes().main
        #expect(receipt.processes.first { $0.identity == main }?.outcome == .exit(code: 0))
        let others = receipt.processes.filter { $0.identity != main }
        #expect(others.count == 2)
        let outcomes = others.map(\.outcome)
        #expect(
            outcomes == [nil, nil] || outcomes.contains(.exit(code: 7)) && outcomes.contains(.signal(10)))
    }
}
