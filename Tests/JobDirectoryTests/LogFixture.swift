/// A log with its index in a folder of its own, for the tests of indexer and reader.
import JobDirectory
import Linux
import TestSupport

final class LogFixture {
    let folder: TemporaryDirectory
    var log: String { folder.path + "/j.log" }
    var index: String { folder.path + "/j.idx" }

    init(_ text: String = "") throws {
        folder = try TemporaryDirectory()
        if !text.isEmpty { try append(text) }
    }

    func append(_ text: String) throws {
        try FileDescriptor.open(log, [.write, .create, .append]).writeAll(Array(text.utf8))
    }

    func replaceIndex(_ bytes: [UInt8]) throws {
        try AtomicFile.replace(index, with: bytes)
    }

    func indexBytes() throws -> [UInt8] { try FileSystem.contents(index) ?? [] }

    func open(at now: Int64 = 1_000) throws -> LogIndexer {
        try LogIndexer.open(log: log, index: index, now: now)
    }

    /// Everything as text, by number, read as a reader does.
    func lines() throws -> [String] {
        let reader = try LogReader.open(log: log, index: index)
        return try reader.window(1..<1_000_000, byteLimit: .max).map {
            String(decoding: $0.text, as: UTF8.self)
        }
    }

    func records() throws -> [LogIndex.Record] {
        try LogReader.open(log: log, index: index).records(1..<1_000_000)
    }

    func reader() throws -> LogReader { try LogReader.open(log: log, index: index) }

    func header() throws -> LogIndex.Header? { try reader().header }

    func epoch() throws -> UInt64? { try LogReader.open(log: log, index: index).header?.epoch }
}
