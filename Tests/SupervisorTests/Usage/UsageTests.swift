/// What usage.csv says, and what it does not claim.
import Glibc
import JobDirectory
import JobProcesses
import Linux
import TestSupport
import Testing

@Suite("Usage of a job") struct UsageTests {
    private static let columns = UsageRow.header.split(separator: "\n")[0].split(separator: ",").map(
        String.init)

    private func table(of job: SupervisedJob) throws -> [[String: String]] {
        let text = String(decoding: try FileSystem.contents(job.attempt.usage) ?? [], as: UTF8.self)
        return text.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(uniqueKeysWithValues: zip(Self.columns, fields))
        }
    }

    @Test func `a row says what the tree uses, and leaves empty what is not known`() throws {
        let job = try SupervisedJob.python(
            """
            import os
            block = bytearray(os.urandom(1 << 20) * 40)
            child = os.fork()
            if child: print('ready', flush=True)
            while True: pass
            """
        ).start()
        try job.waitFor("ready")
        // Looks are rationed: the child may be seen late where much else goes on.
        try eventually("a row with both") { try table(of: job).dropFirst().last?["processes"] == "2" }
        _ = try job.ask(.kill(requester: "test"))
        _ = try job.end()
        let rows = try table(of: job)
        let both = try #require(rows.dropFirst().last { $0["processes"] == "2" })
        #expect(Int64(both["rss_sum"] ?? "") ?? 0 > 80 << 20)
        #expect(Double(both["cpu_percent"] ?? "") ?? 0 > 20)
        #expect(both["gpu_memory_mib"] == "" && both["gpu_processes"] == "" && both["gpu_utilization"] == "")
        let pss = Int64(rows[0]["pss"] ?? "") ?? 0
        #expect(pss > 20 << 20 && pss <= Int64(rows[0]["rss_sum"] ?? "") ?? 0, "what is shared counts once")
        #expect(rows[1]["pss"] == "", "it is dear, so not in each row")
    }

    @Test func `written bytes are counted, those of children that have ended too`() throws {
        let job = try SupervisedJob.shell(
            "dd if=/dev/zero of=big bs=1M count=8 conv=fsync 2>&-; echo ready; exec sleep 1000"
        ).start()
        try job.waitFor("ready")
        try eventually("a row") {
            try table(of: job).contains { Int64($0["write_bytes"] ?? "") ?? 0 >= 8 << 20 }
        }
        _ = try job.ask(.kill(requester: "test"))
        _ = try job.end()
    }
}
