import JobDirectory
import Linux
import TestSupport
import Testing

/// Output without a supervisor, and lines of the control plane itself.
@testable import Engines

@Suite("The log of a job without supervisor") struct OrphanedLogTests {
    private let folder: TemporaryDirectory
    private var fifo: String { folder.path + "/fifo" }
    private var log: String { folder.path + "/log" }
    private var index: String { folder.path + "/idx" }

    init() throws {
        folder = try TemporaryDirectory()
        try Pipe.makeFIFO(fifo)
    }

    private func records() throws -> [LogIndex.Record] {
        let bytes = try #require(try FileSystem.contents(index))
        return stride(from: LogIndex.headerSize, to: bytes.count, by: LogIndex.recordSize).map { start in
            bytes[start..<start + LogIndex.recordSize].withUnsafeBytes { LogIndex.Record($0) }
        }
    }

    @Test func `goes on behind what is there, and ends what was not ended`() throws {
        try AtomicFile.replace(log, with: Array("one\ntw".utf8))
        let output = try FileDescriptor.open(fifo, .readWrite)
        let orphan = try OrphanedLog(fifo: fifo, log: log, index: index)
        let loop = try EventLoop()
        try orphan.begin(on: loop)
        try output.writeAll(Array("o\nthree\nfo".utf8))
        try loop.run(until: "three lines") { orphan.counts.lines == 3 }
        try output.writeAll(Array("ur".utf8))
        #expect(orphan.finish() == LogCounts(lines: 4, bytes: 18))
        #expect(try folder.read("log") == "one\ntwo\nthree\nfour")
        #expect(try records().map(\.length) == [3, 3, 5, 4])
    }

    @Test func `without a FIFO there is nothing to move, and the index is made whole`() throws {
        try FileSystem.remove(fifo)
        try AtomicFile.replace(log, with: Array("one\ntwo\n".utf8))
        let orphan = try OrphanedLog(fifo: fifo, log: log, index: index)
        #expect(orphan.finish() == LogCounts(lines: 2, bytes: 8))
    }

    @Test func `an attempt begins with a line of its own, once, whatever was printed before`() throws {
        try AtomicFile.replace(log, with: Array("no newline".utf8))
        try SystemLine.beginAttempt(2, log: log, index: index)
        try SystemLine.beginAttempt(2, log: log, index: index)
        #expect(try folder.read("log") == "no newline\n[anana: attempt 2]\n")
        #expect(try records().map(\.stream) == [.merged, .system])
    }
}
