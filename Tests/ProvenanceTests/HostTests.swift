/// The machine, as small files of the kernel and nvidia-smi tell of it.
import JobAPI
import Linux
import Synchronization
import TestSupport
import Testing

@testable import Provenance

@Suite struct HostTests {
    @Test func `the facts are read from the files that hold them`() throws {
        let root = try TemporaryDirectory()
        try root.write("box\n", to: "proc/sys/kernel/hostname")
        try root.write("6.1.0-x\n", to: "proc/sys/kernel/osrelease")
        try root.write("NAME=x\nPRETTY_NAME=\"Debian 12\"\n", to: "etc/os-release")
        try root.write("processor\t: 0\nmodel name\t: Fast CPU @ 3: x\n", to: "proc/cpuinfo")
        try root.write("MemTotal:       2048 kB\nMemAvailable:    1024 kB\n", to: "proc/meminfo")
        let facts = HostFacts.read(root: root.path)
        #expect(facts.name == "box" && facts.kernel == "6.1.0-x" && facts.os == "Debian 12")
        #expect(facts.cpu == "Fast CPU @ 3: x" && facts.memory == 2 << 20 && facts.cpus >= 1)
    }

    @Test func `a machine that tells nothing is unknown, not an error`() throws {
        let facts = HostFacts.read(root: try TemporaryDirectory().path)
        #expect(facts.name == "unknown" && facts.os == nil && facts.cpu == nil && facts.memory == 0)
    }

    @Test func `the share of the processors is that between two looks`() throws {
        let first = try #require(HostReading.ticks(in: "cpu  100 0 50 800 50 0 0 0 7 7"))
        let second = try #require(HostReading.ticks(in: "cpu  160 0 70 880 90 0 0 0 9 9"))
        #expect(first == HostReading.Ticks(busy: 150, total: 1000))
        #expect(second.share(since: first) == 0.4)
        #expect(first.share(since: first) == nil && HostReading.ticks(in: "cpu0 1 2 3 4 5") == nil)
    }

    @Test func `GPUs are read line by line, and what is not known is null`() {
        let query = GPUQuery(
            """
            GPU-1, 550.54, 81559, 1024, 37, 61, NVIDIA H100, 80GB
            GPU-2, 550.54, [N/A], [N/A], [N/A], [N/A], Old one
            No devices were found

            """)
        #expect(query.driver == "550.54" && query.states.map(\.name) == ["NVIDIA H100, 80GB", "Old one"])
        #expect(query.states[0].memory == 81559 << 20 && query.states[0].utilization == 0.37)
        #expect(query.states[0].temperature == 61 && query.states[1].memoryUsed == nil)
    }

    @Test func `nvidia-smi is found by PATH, and one that hangs is left`() throws {
        let folder = try TemporaryDirectory()
        #expect(GPUQuery.ask(within: .seconds(5), path: folder.path) == nil)
        try folder.write("#!/bin/sh\necho 'GPU-1, 1, 2, 1, 50, 40, Card'\n", to: "nvidia-smi")
        #expect(GPUQuery.ask(within: .seconds(30), path: folder.path)?.states.count == 1)
        try folder.write("#!/bin/sh\nexec /bin/sleep 1000\n", to: "nvidia-smi")
        #expect(GPUQuery.ask(within: .milliseconds(200), path: folder.path) == nil)
    }

    @Test func `however many ask, the machine is looked at once a second, and nobody waits for the GPUs`()
        throws
    {
        let asked = Mutex(0)
        let go = Rendezvous<Bool>()
        let monitor = try HostMonitor(folder: "/tmp") {
            asked.withLock { $0 += 1 }
            _ = go.wait()
            return GPUQuery("GPU-1, 1, 2, 1, 50, 40, Card\n")
        }
        for _ in 0..<100 {
            let reading = try monitor.reading()
            #expect(reading.gpus == nil && reading.gpusAt == nil && reading.diskTotal >= reading.diskFree)
        }
        go.fulfill(true)
        try eventually("the GPUs") { try monitor.reading().gpus?.states.count == 1 }
        #expect(asked.withLock { $0 } == 1)
    }
}
