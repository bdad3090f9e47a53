/// What a tree has used: sums over processes that come and go, and the rows of usage.csv.
import JobDirectory
import TestSupport
import Testing

@testable import JobProcesses
@testable import Linux

@Suite("Usage of a process tree") struct UsageTests {
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
        let fields = row.text.split(separator: ",", omittingEmptySubsequences: false)
        #expect(fields.count == UsageRow.header.split(separator: ",").count)
    }

    /// A row of the process that writes the file, and of one that takes its place.
    @Test(arguments: ["", "1795510903426,0.1,5,,1,0,0,,,\n", "1795510903426,0.1,5,,1,0,0,,,\n1795510905"])
    func `usage.csv goes on behind the whole rows that are there`(rows: String) throws {
        let folder = try TemporaryDirectory()
        if !rows.isEmpty { try folder.write(UsageRow.header + rows, to: "usage.csv") }
        let pool = try WorkerPool(threads: 1, capacity: 1)
        let file = try UsageFile(folder.path + "/usage.csv", on: pool)
        let row = UsageRow(
            time: 7, cpuTenths: 10, residentSum: 8, proportionalSet: nil, processes: 1, read: nil,
            written: nil)
        file.append(row, measuring: nil)
        let whole = UsageRow.header + rows.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0 + "\n" }.joined()
        try eventually("the row") { try folder.read("usage.csv") == whole + "7,1.0,8,,1,,,,,\n" }
    }
}
