/// A FIFO, a log and an index in a folder of their own, for the tests of who moves output between them.
import JobDirectory
import Linux
import TestSupport

final class PumpFixture {
    let folder: TemporaryDirectory
    private let output: FileDescriptor

    var fifo: String { folder.path + "/fifo" }
    var log: String { folder.path + "/log" }
    var index: String { folder.path + "/idx" }

    init() throws {
        folder = try TemporaryDirectory()
        try Pipe.makeFIFO(folder.path + "/fifo")
        output = try FileDescriptor.open(folder.path + "/fifo", .readWrite)
    }

    func pump(_ retention: LogRetention = .everything) throws -> OutputPump {
        try OutputPump(
            .init(fifo: fifo, log: log, index: index), retention: retention,
            indexing: WorkerPool(threads: 1, capacity: 8))
    }

    /// As the job does; not more than a FIFO takes.
    func print(_ text: String) throws {
        try output.writeAll(Array(text.utf8))
    }

    func reader() throws -> LogReader { try LogReader.open(log: log, index: index) }

    func records() throws -> [LogIndex.Record] { try reader().records(1..<10_000_000) }

    func lines() throws -> [String] {
        try reader().window(1..<10_000_000, byteLimit: .max).map { String(decoding: $0.text, as: UTF8.self) }
    }
}
