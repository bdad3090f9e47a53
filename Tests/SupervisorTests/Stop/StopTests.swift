/// Stop: asked first, then told, then killed; once each, and to the end.
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Stop of a job") struct StopTests {
    /// Counts SIGINT, and saves for three seconds when it comes.
    static let trainer = """
        import signal, sys, time
        seen = 0
        def interrupt(*_):
            global seen
            seen += 1
            if seen == 1: raise KeyboardInterrupt
        signal.signal(signal.SIGINT, interrupt)
        try:
            print('ready')
            while True: time.sleep(1)
        except KeyboardInterrupt:
            for i in range(60): time.sleep(0.05)
            print('CKPT', seen)
            sys.exit(6)
        """

    @Test func `case 6: a job that handles the interrupt saves, and sees it exactly once`() throws {
        let job = try SupervisedJob.python(Self.trainer).start()
        try job.waitFor("ready")
        try job.writeStop(.graceful)
        _ = try job.ask(.stop(.graceful, requester: "api"))
        _ = try job.ask(.stop(.graceful, requester: "api"))
        let exit = try job.end()
        #expect(try job.lines() == ["ready", "CKPT 1"])
        #expect(exit.main == .exit(code: 6))
        #expect(exit.stop?.beforeEnd == true)
        #expect(exit.stage == .signal)
        #expect(try job.receipt().signals.filter { $0.number == 2 }.count == 1)
    }

    @Test func `stop.json alone is enough`() throws {
        let job = try SupervisedJob.python(Self.trainer).start()
        try job.waitFor("ready")
        try job.writeStop(.graceful)
        let exit = try job.end()
        #expect(exit.main == .exit(code: 6))
        #expect(exit.stop?.requester == "test")
    }

    @Test func `a stop that was wanted before main had started takes effect`() throws {
        let job = try SupervisedJob.shell("sleep 1000")
        try job.writeStop(.graceful)
        let exit = try job.run()
        #expect(exit.main == .signal(2))
        #expect(exit.stop?.beforeEnd == true)
    }

    @Test func `case 5: who ignores every request is killed when the graces are over`() throws {
        let job = try SupervisedJob.shell(
            "trap '' INT TERM HUP; echo ready; while :; do sleep 1; done",
            stop: StopPolicy(grace: 300, terminateGrace: 200)
        ).start()
        try job.waitFor("ready")
        let begin = WallClock.milliseconds
        _ = try job.ask(.stop(.graceful, requester: "api"))
        let exit = try job.end()
        #expect(exit.main == .signal(9))
        #expect(exit.stage == .kill)
        #expect(exit.goneAt - begin >= 500)
        let receipt = try job.receipt()
        #expect(receipt.signals.map(\.number) == [2, 18, 15, 18, 9])
        #expect(receipt.rounds > 0)
    }

    @Test func `a later and stronger mode goes on at once, a weaker one changes nothing`() throws {
        let job = try SupervisedJob.shell("trap '' INT TERM; echo ready; while :; do sleep 1; done").start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.terminate, requester: "first"))
        _ = try job.ask(.stop(.graceful, requester: "second"))
        _ = try job.ask(.kill(requester: "third"))
        let exit = try job.end()
        #expect(exit.main == .signal(9))
        #expect(exit.stop?.mode == .kill)
        #expect(exit.stop?.requester == "first")
        #expect(try job.receipt().signals.map(\.number) == [15, 18, 9])
    }

    @Test func `case 7: a child that saves after its launcher is gone is not cut short`() throws {
        let job = try SupervisedJob.python(
            """
            import subprocess, sys
            child = '''
            import os, time
            launcher = os.getppid()
            try:
                print("ready"); time.sleep(1000)
            except KeyboardInterrupt:
                while os.getppid() == launcher: time.sleep(0.01)
                print("saved")
            '''
            subprocess.Popen([sys.executable, '-c', child]).wait()
            """
        ).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.graceful, requester: "api"))
        let exit = try job.end()
        #expect(try job.logText().hasSuffix("saved\n"))
        #expect(exit.stage == .signal)
    }

    @Test func `case 8: a background Python that never hears SIGINT ends by SIGTERM`() throws {
        let job = try SupervisedJob(
            ["/bin/sh", "-c", "python3 -c 'import time; print(\"ready\"); time.sleep(1000)' & wait"],
            stop: StopPolicy(grace: 100)
        ).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.graceful, requester: "api"))
        #expect(try job.end().stage == .terminate)
    }

    @Test func `case 9: a stopped process is continued so that it hears the request`() throws {
        let job = try SupervisedJob.python(Self.trainer).start()
        try job.waitFor("ready")
        let main = try job.processes().main
        Signal.stop.send(to: main)
        try eventually("main is stopped") { ProcessTable.entry(of: main.pid)?.state == UInt8(ascii: "T") }
        _ = try job.ask(.stop(.graceful, requester: "api"))
        #expect(try job.end().main == .exit(code: 6))
    }

    @Test func `without a first signal a graceful stop begins with SIGTERM`() throws {
        let job = try SupervisedJob.shell("echo ready; sleep 1000", stop: StopPolicy(signal: .none)).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.graceful, requester: "api"))
        #expect(try job.end().main == .signal(15))
        #expect(try job.receipt().signals.map(\.number) == [15, 18])
    }

    @Test func `a tree that starts anew in new sessions on SIGTERM is gone after the kill`() throws {
        let job = try SupervisedJob.python(
            """
            import os, signal, sys, time
            def again(*_):
                if os.fork() == 0: os.setsid()
            signal.signal(signal.SIGTERM, again)
            for i in range(60):
                if os.fork() == 0:
                    os.setsid()
                    break
            else: print('ready')
            end = time.time() + 20
            while time.time() < end: time.sleep(0.5)
            """, stop: StopPolicy(terminateGrace: 3000)
        ).start()
        try job.waitFor("ready")
        _ = try job.ask(.stop(.terminate, requester: "api"))
        let exit = try job.end()
        #expect(exit.stage == .kill)
        #expect(try job.receipt().processes.count > 100)
        // One that is dead may be seen while the kernel puts it away (state X in proc(5)).
        let left = try job.receipt().processes.compactMap { process in
            ProcessTable.entry(of: process.identity.pid).flatMap {
                $0.identity == process.identity && !$0.isDead ? $0 : nil
            }
        }
        #expect(left.isEmpty, "\(left)")
    }

    @Test func `case 4: processes that only fork and exit are caught`() throws {
        let job = try SupervisedJob.python(
            """
            import os, time
            end = time.time() + 8
            for i in range(20):
                if os.fork() == 0:
                    os.setsid()
                    while time.time() < end:
                        if os.fork() != 0: os._exit(0)
                        os.setsid()
                    os._exit(0)
            print('ready')
            time.sleep(1000)
            """
        ).start()
        try job.waitFor("ready")
        let begin = WallClock.milliseconds
        _ = try job.ask(.kill(requester: "api"))
        let exit = try job.end()
        #expect(exit.main == .signal(9))
        #expect(exit.goneAt - begin < 4_000)
    }
}
