/// What main prints: every byte, in order, as lines.
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("Output of a job") struct OutputTests {
    @Test func `the last byte before the exit is in the log, with or without a newline`() throws {
        for _ in 0..<20 {
            let job = try SupervisedJob.shell("printf 'one\\ntwo'; exit 7")
            #expect(try job.run().log == LogCounts(lines: 2, bytes: 7))
            #expect(try job.logText() == "one\ntwo")
            #expect(try job.records().map(\.flags) == [[], .partial])
        }
    }

    @Test func `stdout and stderr keep their order`() throws {
        let job = try SupervisedJob.shell("for i in {1..2000}; do echo $i; echo $i >&2; done")
        _ = try job.run()
        #expect(try job.lines() == (1...2000).flatMap { ["\($0)", "\($0)"] })
    }

    @Test func `the index has the lines of the log, no more, no fewer`() throws {
        let job = try SupervisedJob.python(
            """
            import random, sys
            random.seed(4)
            out = sys.stdout.buffer
            for i in range(20000):
                length = random.choice([0, 1, 70, 3000])
                out.write(bytes(random.choices(b'abc \\t\\xff\\x00', k=length)) + b'\\n')
            """)
        let exit = try job.run()
        let log = try FileSystem.contents(job.log) ?? []
        let expected = log.split(separator: 10, omittingEmptySubsequences: false).dropLast()
        let reader = try LogReader.open(log: job.log, index: job.index)
        let lines = try reader.window(1..<100_000, byteLimit: .max)
        #expect(exit.log == LogCounts(lines: 20_000, bytes: UInt64(log.count)))
        #expect(lines.count == expected.count)
        #expect(zip(lines, expected).allSatisfy { $0.text == $1 })
    }

    @Test func `redraws become the line that stays`() throws {
        let job = try SupervisedJob.shell(
            #"printf 'a\r\n'; for i in 1 2 3; do printf "\r$i of 3"; done; printf '\nb\n'"#)
        _ = try job.run()
        #expect(try job.lines() == ["a", "3 of 3", "b"])
        #expect(try job.logText() == "a\r\n\r1 of 3\r2 of 3\r3 of 3\nb\n")
    }

    @Test func `levels are decided as lines come`() throws {
        let job = try SupervisedJob.python(
            """
            import logging
            logging.basicConfig(level=logging.DEBUG)
            logging.debug('a'); logging.warning('b')
            try: 1 / 0
            except ZeroDivisionError: logging.exception('c')
            print('d')
            """)
        _ = try job.run()
        let records = try job.records()
        let levels = records.map { "\($0.level)" }
        #expect(levels.prefix(3) == ["debug", "warning", "error"])
        #expect(levels.dropFirst(3).dropLast().allSatisfy { $0 == "error" })
        #expect(records.dropFirst(3).dropLast().allSatisfy { $0.flags == .continuation })
        #expect(levels.last == "unknown")
    }

    @Test func `case 20: 20 MB without a newline need no memory`() throws {
        let job = try SupervisedJob.shell(
            """
            head -c 1000000 /dev/zero | tr '\\0' x; read < go
            head -c 20000000 /dev/zero | tr '\\0' x; read < go
            """
        )
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        let resident = { (size: UInt64) -> Int in
            try eventually("the log grows to \(size)") { try FileSystem.status(job.log)?.size == size }
            return try job.residentKiB()
        }
        let before = try resident(1_000_000)
        try job.folder.poke("go")
        let after = try resident(21_000_000)
        try job.folder.poke("go")
        let exit = try job.end()
        #expect(after - before < 1_024, "\(before) KiB, then \(after) KiB")
        #expect(exit.log == LogCounts(lines: 1, bytes: 21_000_000))
        #expect(try job.records().map(\.length) == [21_000_000])
    }

    @Test func `a disk that takes no more costs bytes, which are counted, and never the job`() throws {
        let job = try SupervisedJob.shell(
            "echo first; read < go; for i in {1..3000}; do echo $i; done; read < go; echo last; exit 5")
        mkfifo(job.folder.path + "/go", 0o600)
        try job.start()
        try job.waitFor("first")
        let supervisor = try job.processes().supervisor.pid
        try limitFileSize(of: supervisor, "4096")
        try job.folder.poke("go")
        try eventually("a gap") {
            guard case .status(let status) = try job.ask(.hello) else { return false }
            return status.log.lostLines > 1_000
        }
        try limitFileSize(of: supervisor, "unlimited")
        try job.waitFor("log gap")
        try job.folder.poke("go")
        let exit = try job.end()
        #expect(exit.main == .exit(code: 5))
        let printed = 6 + (1...3000).reduce(0) { $0 + "\($1)\n".utf8.count } + 5
        let lines = try job.lines()
        let own = try zip(lines, job.records()).filter { $1.flags.contains(.gap) && $1.stream == .system }
        #expect(own.count == 1)
        #expect(lines.last == "last")
        let notice = try #require(own.first?.0)
        #expect(
            notice.hasPrefix(
                "[anana: log gap: \(exit.log.lostBytes) bytes, \(exit.log.lostLines) lines dropped"))
        // The notice, its newline, and the one that ends the line which was broken off.
        let added = Int(exit.log.bytes) - (printed - Int(exit.log.lostBytes)) - notice.utf8.count - 1
        #expect(added == 0 || added == 1)
    }

    private func limitFileSize(of pid: Int32, _ limit: String) throws {
        let program = try RunningProgram(
            "prlimit", ["--pid", "\(pid)", "--fsize=\(limit):unlimited"], output: "/dev/null")
        #expect(try program.wait().code == 0)
    }
}

extension SupervisedJob {
    /// Of the supervisor.
    func residentKiB() throws -> Int {
        let pid = try processes().supervisor.pid
        let text = String(decoding: try FileSystem.contents("/proc/\(pid)/status") ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.split { $0 == " " || $0 == "\t" }[1]) } ?? 0
    }
}

extension TemporaryDirectory {
    /// Lets somebody who waits at the FIFO `name` go on.
    func poke(_ name: String) throws {
        try FileDescriptor.open(path + "/" + name, .write).writeAll([10])
    }
}
