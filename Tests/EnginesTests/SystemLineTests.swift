import JobDirectory
import Linux
import TestSupport
import Testing

/// Where in a job's log its attempts begin.
@testable import Engines

@Suite("The line that begins an attempt") struct SystemLineTests {
    private let folder: TemporaryDirectory
    private var log: String { folder.path + "/log" }
    private var index: String { folder.path + "/idx" }

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func records() throws -> [LogIndex.Record] {
        let bytes = try #require(try FileSystem.contents(index))
        return stride(from: LogIndex.headerSize, to: bytes.count, by: LogIndex.recordSize).map { start in
            bytes[start..<start + LogIndex.recordSize].withUnsafeBytes { LogIndex.Record($0) }
        }
    }

    @Test func `an attempt begins with a line of its own, once, whatever was printed before`() throws {
        try AtomicFile.replace(log, with: Array("no newline".utf8))
        try SystemLine.beginAttempt(2, log: log, index: index)
        try SystemLine.beginAttempt(2, log: log, index: index)
        #expect(try folder.read("log") == "no newline\n[anana: attempt 2]\n")
        #expect(try records().map(\.stream) == [.merged, .system])
    }
}
