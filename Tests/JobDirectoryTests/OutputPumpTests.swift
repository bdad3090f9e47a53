/// From the FIFO into log and index, without a supervisor around it.
import JobDirectory
import Linux
import Synchronization
import TestSupport
import Testing

@Suite("OutputPump") struct OutputPumpTests {
    private let job: PumpFixture

    init() throws {
        job = try PumpFixture()
    }

    @Test func `goes on behind what is there, and ends what was not ended`() throws {
        try AtomicFile.replace(job.log, with: Array("one\ntw".utf8))
        let pump = try job.pump()
        let loop = try EventLoop()
        let watch = try pump.watch(on: loop, mayNap: false)
        try job.print("o\nthree\nfo")
        try loop.run(until: "three lines") { pump.counts.lines == 3 }
        try job.print("ur")
        pump.finish()
        watch?.cancel()
        #expect(pump.counts == LogCounts(lines: 4, bytes: 18))
        #expect(try job.folder.read("log") == "one\ntwo\nthree\nfour")
        #expect(try job.records().map(\.length) == [3, 3, 5, 4])
    }

    @Test func `without a FIFO there is nothing to move, and the index is made whole`() throws {
        try FileSystem.remove(job.fifo)
        try AtomicFile.replace(job.log, with: Array("one\ntwo\n".utf8))
        let pump = try job.pump()
        pump.finish()
        #expect(pump.counts == LogCounts(lines: 2, bytes: 8))
    }

    @Test func `a new attempt ends what an earlier one left without a newline`() throws {
        try AtomicFile.replace(job.log, with: Array("one\ntw".utf8))
        let pump = try job.pump()
        pump.beginAttempt()
        try job.print("three\n")
        pump.finish()
        #expect(try job.lines() == ["one", "tw", "three"])
    }

    @Test func `a line of the control plane comes between what was printed before and after it`() throws {
        let pump = try job.pump()
        try job.print("before")
        pump.readable()
        pump.say("a word")
        try job.print("after\n")
        pump.finish()
        #expect(try job.lines() == ["before", "[anana: a word]", "after"])
        #expect(try job.records().map(\.stream) == [.merged, .system, .merged])
    }

    @Test func `a long log without index is indexed behind what is printed now, in order`() throws {
        let old = (1...200_000).map { "line \($0)\n" }.joined()
        try AtomicFile.replace(job.log, with: Array(old.utf8))
        let pump = try job.pump()
        pump.say("a word")
        try job.print("last\n")
        pump.finish()
        #expect(pump.counts.lines == 200_002)
        let lines = try job.lines()
        #expect(lines.prefix(3) == ["line 1", "line 2", "line 3"])
        #expect(lines.suffix(3) == ["line 200000", "[anana: a word]", "last"])
        #expect(try job.records()[200_000].stream == .system)
    }

    @Test func `what is more than is to be kept goes when the pump looks, and printing goes on`() throws {
        let pump = try job.pump(LogRetention(size: 10_000))
        for round in 0..<20 {
            try job.print((1...100).map { "line \(round * 100 + $0 + 10_000)\n" }.joined())
            pump.readable()
            pump.retry()
        }
        pump.finish()
        #expect(pump.counts == LogCounts(lines: 2_000, bytes: 22_000))
        let lines = try job.reader().window(1..<10_000, byteLimit: .max)
        #expect(lines.count <= 1_100 + 100)
        #expect(lines.last?.number == 2_000)
        #expect(lines.allSatisfy { String(decoding: $0.text, as: UTF8.self) == "line \($0.number + 10_000)" })
    }

    @Test func `who reads while lines go gets each line under its number, or none`() throws {
        let pump = try job.pump(LogRetention(size: 20_000))
        try job.print("line 10001\n")
        pump.readable()
        let (log, index) = (job.log, job.index)
        let isOver = Atomic(false)
        let read = Mutex((lines: 0, wrong: 0, failures: 0))
        let thread = try Thread.start(name: "reader") {
            var random = SystemRandomNumberGenerator()
            while !isOver.load(ordering: .relaxed) {
                do {
                    // Looks once and reads often: by what it knows, lines are there that are not.
                    let reader = try LogReader.open(log: log, index: index)
                    for _ in 0..<20 where !reader.lines.isEmpty {
                        let start = Int64.random(in: reader.lines, using: &random)
                        let lines = try reader.window(start..<start + 50)
                        let wrong = lines.count {
                            String(decoding: $0.text, as: UTF8.self) != "line \($0.number + 10_000)"
                        }
                        read.withLock { $0 = ($0.lines + lines.count, $0.wrong + wrong, $0.failures) }
                    }
                } catch {
                    read.withLock { $0.failures += 1 }
                }
            }
        }
        for start in stride(from: 2, to: 60_000, by: 500) {
            try job.print((start..<start + 500).map { "line \($0 + 10_000)\n" }.joined())
            pump.readable()
            pump.retry()
        }
        isOver.store(true, ordering: .relaxed)
        thread.join()
        pump.finish()
        let (lines, wrong, failures) = read.withLock { $0 }
        #expect(lines > 0)
        #expect(wrong == 0)
        #expect(failures == 0)
        let first = try job.reader().lines.lowerBound
        #expect(first > 50_000)
    }
}
