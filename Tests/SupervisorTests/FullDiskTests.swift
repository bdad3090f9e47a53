/// A disk that is full: bytes are lost and counted, the job goes on, its end is written.
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("A full disk", .enabled(if: TinyDisk.isPossible, "no file system can be mounted here"))
struct FullDiskTests {
    /// Bytes of the log that are not the supervisor's own lines; `broken`: lines that a gap cut in two.
    private func printed(_ job: SupervisedJob) throws -> Int {
        try job.logText().split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("[anana: ") }.reduce(-1) { $0 + $1.utf8.count + 1 }
    }

    @Test func `case 18: the job is not disturbed, what was lost is told exactly, and the log goes on`()
        throws
    {
        let disk = try TinyDisk(kibibytes: 1024)
        // Of all that room, the index of what the log could take needs a third: it comes when there is room again.
        let job = try SupervisedJob(
            ["/bin/bash", "-c", "echo first; read < go; seq 100001 120000; read < go; echo last; exit 5"],
            folder: disk.folder)
        mkfifo(disk.folder.path + "/go", 0o600)
        try disk.folder.write(String(repeating: "x", count: 950_000), to: "filler")
        try job.start()
        try job.waitFor("first")
        try disk.folder.poke("go")
        try eventually("a gap") {
            guard case .status(let status) = try job.ask(.hello) else { return false }
            return status.log.lostLines > 0 && status.log.lostBytes + status.log.bytes >= 20_000 * 7
        }
        try FileSystem.remove(disk.folder.path + "/filler")
        try job.waitFor("log gap")
        try disk.folder.poke("go")
        let exit = try job.end()
        #expect(exit.main == .exit(code: 5))
        #expect(exit.evidence.logFailure?.isEmpty == false)
        #expect(try job.lines().last == "last")
        let gaps = try zip(job.records(), job.lines()).filter { $0.0.flags.contains(.gap) }
        let gap = try #require(gaps.first)
        #expect(gaps.count == 1)
        #expect(
            gap.1.hasPrefix("[anana: log gap: \(exit.log.lostBytes) bytes, \(exit.log.lostLines) lines"))
        // The newline that ends a line which was broken off is ours.
        let sum = try printed(job) + Int(exit.log.lostBytes)
        #expect([0, 1].contains(sum - (6 + 20_000 * 7 + 5)))
        #expect(try job.receipt().lostBytes == exit.log.lostBytes)
    }

    @Test func `case 19: the end is written although there is no room for it`() throws {
        let disk = try TinyDisk(kibibytes: 256)
        let job = try SupervisedJob(
            [
                "/bin/bash", "-c",
                "head -c 1000000 /dev/zero > filler 2> /dev/null; seq 100000 150000; exit 6",
            ],
            folder: disk.folder)
        let exit = try job.run()
        #expect(exit.main == .exit(code: 6))
        #expect(exit.log.lostBytes > 0)
        // Its own notice may just have found room.
        let notices = Int(exit.log.bytes) - (try printed(job))
        #expect(Int(exit.log.bytes + exit.log.lostBytes) - notices == 50_001 * 7)
        #expect(FileSystem.exists(job.attempt.main))
    }
}
