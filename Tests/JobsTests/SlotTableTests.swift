import JobDirectory
import Jobs
import Project
import Testing

@Suite("SlotTable") struct SlotTableTests {
    private let ids = (1...5 as ClosedRange<Int64>).map { JobID(at: $0) }
    private let flavors = [
        Flavor(name: "cpu", gpus: 0, limit: nil), Flavor(name: "one", gpus: 1, limit: 1),
        Flavor(name: "two", gpus: 2, limit: nil)
    ]

    private func table(limit: Int = 10, gpus: [String] = ["GPU-a", "GPU-b", "GPU-c"]) -> SlotTable {
        SlotTable(limit: limit, flavors: flavors, gpus: gpus)
    }

    @Test func `no more than the limit run at once`() {
        var table = table(limit: 2)
        #expect(table.lease("cpu", for: ids[0]) != nil)
        #expect(!table.isFull)
        #expect(table.lease("cpu", for: ids[1]) != nil)
        #expect(table.isFull)
        #expect(table.lease("cpu", for: ids[2]) == nil)
        table.release(ids[0])
        #expect(table.lease("cpu", for: ids[2]) != nil)
    }

    @Test func `a GPU is one job's alone, until it is given back`() {
        var table = table()
        #expect(table.lease("two", for: ids[0])?.gpus == ["GPU-a", "GPU-b"])
        #expect(table.lease("two", for: ids[1]) == nil)
        #expect(table.lease("one", for: ids[2])?.gpus == ["GPU-c"])
        #expect(table.lease("cpu", for: ids[3])?.gpus == [])
        table.release(ids[0])
        #expect(table.lease("two", for: ids[1])?.gpus == ["GPU-a", "GPU-b"])
    }

    @Test func `a flavor's own limit holds`() {
        var table = table()
        #expect(table.lease("one", for: ids[0]) != nil)
        #expect(table.lease("one", for: ids[1]) == nil)
        #expect(table.lease("cpu", for: ids[1]) != nil)
    }

    @Test func `what a job holds that was started before counts, whatever the limits say now`() {
        var table = table(limit: 1)
        table.restore(SlotTable.Lease(flavor: "gone", gpus: ["GPU-b"]), for: ids[0])
        table.restore(SlotTable.Lease(flavor: "cpu", gpus: []), for: ids[1])
        #expect(table.isFull)
        table.release(ids[1])
        #expect(table.isFull)
        table.release(ids[0])
        #expect(table.lease("two", for: ids[2])?.gpus == ["GPU-a", "GPU-b"])
    }

    @Test func `a flavor that could never run says why`() {
        #expect(table().flaw(of: "two") == nil)
        #expect(table(gpus: ["GPU-a"]).flaw(of: "two") == "'two' takes 2 GPUs, this machine has 1")
        #expect(table(gpus: []).flaw(of: "cpu") == nil)
    }

    @Test func `a lease that can't be had takes nothing`() {
        var table = table(gpus: ["GPU-a"])
        #expect(table.lease("two", for: ids[0]) == nil)
        #expect(table.leases.isEmpty)
        table.release(ids[0])
        #expect(table.lease("one", for: ids[1])?.gpus == ["GPU-a"])
    }
}
