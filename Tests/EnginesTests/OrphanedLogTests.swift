@testable import Engines
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("OrphanedLog") struct OrphanedLogTests {
    let folder: TemporaryDirectory
    var orphan: OrphanedLog { OrphanedLog(log: folder.path + "/j.log", index: folder.path + "/j.idx") }

    init() throws { folder = try TemporaryDirectory() }

    private func lines() throws -> [String] {
        let reader = try LogReader.open(log: orphan.log, index: orphan.index)
        return try reader.window(1..<1000, byteLimit: .max).map { String(decoding: $0.text, as: UTF8.self) }
    }

    @Test func `what waits in the FIFO is put behind what is there, and all of it becomes lines`() throws {
        try folder.write("one\ntw", to: "j.log")
        try Pipe.makeFIFO(folder.path + "/fifo")
        let fifo = try FileDescriptor.open(folder.path + "/fifo", [.read, .nonblocking])
        let writer = try FileDescriptor.open(folder.path + "/fifo", .write)
        try writer.writeAll(Array("o\nthree".utf8))
        // A process that still holds it must not hold us up.
        let counts = orphan.finish(draining: consume fifo)
        #expect(counts == LogCounts(lines: 3, bytes: 13))
        #expect(try lines() == ["one", "two", "three"])
        withExtendedLifetime(writer) {}
    }

    @Test func `without a FIFO the log is brought to its end all the same`() throws {
        try folder.write("one\ntwo\n", to: "j.log")
        #expect(orphan.finish(draining: nil) == LogCounts(lines: 2, bytes: 8))
        #expect(orphan.finish(draining: nil) == LogCounts(lines: 2, bytes: 8))
    }

    @Test func `a log that can't be written is no reason not to tell the end`() throws {
        try FileSystem.makeDirectory(orphan.log)
        #expect(orphan.finish(draining: nil) == LogCounts())
    }
}
