/// A disk that is full, as a user meets it: the job goes on, what is lost is told exactly, a stop is a stop.
import Glibc
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A full disk, seen by a client", .enabled(if: TinyDisk.isPossible, "no file system can be mounted here"))
struct FullDiskTests {
    private static let printer = """
        import gate
        print("first")
        gate.wait("print")
        for number in range(20000): print(f"{number:06}")
        open("printed", "w")
        gate.wait("go")
        print("last")
        """

    /// A project whose results lie on a disk of their own.
    private func with(_ files: [String: String], _ body: (ProjectUnderTest, TinyDisk) throws -> Void) throws {
        let disk = try TinyDisk(kibibytes: 1024)
        try ProjectUnderTest.with(files) { project in
            #expect(symlink(disk.folder.path, project.results) == 0)
            try body(project, disk)
        }
    }

    @Test func `while a job prints costs lines, which the log names exactly, and nothing else`() throws {
        try with(["printer.py": Self.printer]) { project, disk in
            let server = try project.serve()
            let id = try server.submit("printer.py")
            try eventually("a line") { try server.job(id)["lines"] == 1 }
            try disk.fill()
            try project.open("print")
            // It is not held up by what the disk does not take.
            try project.awaitFile("printed")
            #expect(try server.job(id)["state"] == "running")
            try disk.empty()
            let gap = try eventually("the gap") {
                try server.lines(id).last.flatMap { $0.hasPrefix("[anana: log gap: ") ? $0 : .none }
            }
            try project.open("go")
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "completed" && job["exit_code"] == 0, "\(job)")
            let lost = try #require(try server.get("/api/v1/jobs/\(id)/receipt").json["gap_bytes"]?.integerValue)
            #expect(gap.hasPrefix("[anana: log gap: \(lost) bytes, "))
            #expect(job["detail"]?.stringValue?.hasPrefix("\(lost) bytes of the log were lost") == true, "\(job)")
            let lines = try server.lines(id)
            #expect(lines.first == "first" && lines.last == "last")
            // What is there and what is told as lost are all that was printed; a line cut in two ends by our newline.
            let there = lines.filter { $0 != gap }.reduce(0) { $0 + $1.utf8.count + 1 }
            #expect([0, 1].contains(there + Int(lost) - (6 + 20_000 * 7 + 5)))
        }
    }

    @Test func `does not keep a job from being stopped`() throws {
        try with(["printer.py": Self.printer]) { project, disk in
            let server = try project.serve()
            let id = try server.submit("printer.py")
            try eventually("a line") { try server.job(id)["lines"] == 1 }
            try disk.fill()
            #expect(try server.stop(id, "terminate").status == 202)
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["signal"] == 15, "\(job)")
            #expect(job["stop"]?["mode"] == "terminate" && job["stop"]?["by"] == "api", "\(job)")
        }
    }

    @Test func `does not keep a job whose supervisor is dead from being stopped`() throws {
        try with(["printer.py": Self.printer]) { project, disk in
            let server = try project.serve()
            let id = try server.submit("printer.py")
            let attempt = try AttemptUnderTest(project, id)
            try eventually("a line") { try server.job(id)["lines"] == 1 }
            try attempt.kill(.supervisor)
            // The server has its lock now.
            try eventually("a server in its place") { try FileLock.isHeld(attempt.file("supervisor.lock")) }
            try disk.fill()
            #expect(try server.stop(id, "terminate").status == 202)
            try eventually("main is gone") { try !attempt.isAlive(.main) }
            // Its end is written when there is room for it.
            try disk.empty()
            let job = try server.awaitEnd(id)
            #expect(job["state"] == "stopped" && job["signal"] == 15, "\(job)")
        }
    }
}
