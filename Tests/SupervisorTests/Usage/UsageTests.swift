/// What usage.csv says, and what it does not claim.
import Glibc
import JobDirectory
import TestSupport
import Testing

@testable import AnanaSupervisor
@testable import Linux

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

    private func entry(_ pid: Int32, parent: Int32) -> ProcessTable.Entry {
        ProcessTable.Entry(
            identity: .init(pid: pid, start: 1), parent: parent, group: 0, session: 0, state: 0, command: "")
    }

    @Test func `what a child used is counted once, when its parent waited for it and when it did not`() {
        var counter = TreeCounter()
        let (main, child, orphan) = (entry(10, parent: 2), entry(11, parent: 10), entry(12, parent: 1))
        #expect(counter.advance([(main, 5), (child, 7), (orphan, 3)]) == 15)
        #expect(counter.advance([(main, 6), (child, 9), (orphan, 3)]) == 3)
        // The child has ended with 10 in all, which are now its parent's; the orphan is gone.
        #expect(counter.advance([(main, 16)]) == 1)
        #expect(counter.total == 19)
    }

    @Test func `a tree that shrinks uses nothing negative`() {
        var counter = TreeCounter()
        _ = counter.advance([(entry(10, parent: 2), 5), (entry(11, parent: 10), 50)])
        #expect(counter.advance([(entry(10, parent: 2), 5)]) == 0)
        #expect(counter.total == 55)
    }

    @Test func `a row has its fields in the order of the header`() {
        let reading = GPUReading(
            devices: "GPU-a, 1000, 50\nGPU-b, 2000, [N/A]\nGPU-c, 5, 6\n",
            processes: "7, GPU-a, 900\n8, GPU-b, 100\n9, GPU-a, 1\n", leased: ["GPU-a", "GPU-b"],
            tree: [7, 8])
        let row = UsageRow(
            time: 1, cpuTenths: 1234, residentSum: 5, proportionalSet: nil, processes: 2, read: 0,
            written: nil,
            gpu: reading)
        #expect(row.text == "1,123.4,5,,2,0,,1000,,7@GPU-a:900 8@GPU-b:100\n")
        #expect(row.text.split(separator: ",", omittingEmptySubsequences: false).count == Self.columns.count)
    }
}
