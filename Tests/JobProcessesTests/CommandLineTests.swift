/// What processes are called in a receipt.
import Linux
import TestSupport
import Testing

@testable import JobProcesses

@Suite("Command lines of processes") struct CommandLineTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func start(_ program: String, _ arguments: [String]) throws -> RunningProgram {
        let running = try RunningProgram(program, arguments, output: folder.path + "/out")
        // execve(2) lets who started it go on before the arguments can be read.
        try eventually("it has arguments, or is dead") {
            guard let entry = ProcessTable.entry(of: running.pid) else { return false }
            return entry.isDead || !ProcessTable.arguments(of: running.pid).isEmpty
        }
        return running
    }

    private func entry(_ program: RunningProgram) throws -> ProcessTable.Entry {
        try #require(ProcessTable.entry(of: program.pid))
    }

    @Test func `one is the argument vector with blanks between`() throws {
        let program = try start("sleep", ["1000", "0.5"])
        var lines = CommandLines()
        #expect(lines.line(of: try entry(program)) == "sleep 1000 0.5")
    }

    @Test func `one that is too long is cut between two characters`() throws {
        // 19 bytes come before characters of two bytes each: the limit goes through one.
        let program = try start("tail", ["-f", "/dev/null", "x" + String(repeating: "é", count: 2000)])
        var lines = CommandLines()
        let line = lines.line(of: try entry(program))
        #expect(line.hasPrefix("tail -f /dev/null xéé") && line.hasSuffix("é…"))
        #expect(!line.contains("\u{FFFD}"))
        #expect(1022...1027 ~= line.utf8.count)
    }

    @Test func `who has none any more is called by its name`() throws {
        let program = try start("true", [])
        try eventually("it is dead") { ProcessTable.entry(of: program.pid)?.isDead == true }
        var lines = CommandLines()
        #expect(lines.line(of: try entry(program)) == "true")
    }

    @Test func `when there is no room for more, those that are known keep theirs`() throws {
        let (first, second) = (try start("sleep", ["1000"]), try start("sleep", ["2000"]))
        var lines = CommandLines(limit: 15)
        #expect(lines.line(of: try entry(first)) == "sleep 1000")
        #expect(lines.line(of: try entry(second)) == "sleep")
        #expect(lines.line(of: try entry(first)) == "sleep 1000")
    }

    @Test func `a process was started before now, and after what was started before it`() throws {
        let (first, second) = (try start("sleep", ["1000"]), try start("sleep", ["1000"]))
        let start = try #require(StartTime())
        let times = try [first, second].map { start.milliseconds(of: try entry($0).identity) }
        #expect(times[0] <= times[1])
        // To a tick of the kernel's clock, and to one of its uptime.
        #expect(times[1] <= WallClock.milliseconds + 100)
    }
}
