/// A log as a supervisor writes it, and what its lines must read as.
@testable import Streams
import JobDirectory
import Linux
import TestSupport

final class GrowingLog {
    static let job = "01kb3v6y7m9q2r4t6w8x0z1a3c"
    static let beganAt: Int64 = 1_764_000_000_000

    let folder: TemporaryDirectory
    var state = "running"
    var end: EndOfLog?
    /// The job is gone, and nobody knows it any more; the files of who reads them stay open.
    var isDeleted = false
    private var indexer: LogIndexer?
    private(set) var bytes: [UInt8] = []
    private var isCommitted = false
    /// Lines that were trimmed away.
    private var trimmed: [Line] = []

    var log: String { folder.path + "/j.log" }
    var index: String { folder.path + "/j.idx" }
    var source: LogSource { LogSource(job: Self.job, log: log, index: index, state: state, end: end) }

    /// - Parameter text: nil for a job that has no log yet.
    init(_ text: String? = "") throws {
        folder = try TemporaryDirectory()
        if let text { try append(text) }
    }

    /// Prints, and indexes what ends in a newline.
    func append(_ text: String, after milliseconds: Int64 = 0) throws {
        try append(Array(text.utf8), after: milliseconds)
    }

    func append(_ new: [UInt8], after milliseconds: Int64 = 0) throws {
        try write(new)
        try catchUp(after: milliseconds)
    }

    /// Prints only: the index comes later, as it may.
    func write(_ new: [UInt8]) throws {
        if indexer == nil { indexer = try LogIndexer.open(log: log, index: index, now: Self.beganAt) }
        try FileDescriptor.open(log, [.write, .append]).writeAll(new)
        bytes += new
    }

    func catchUp(after milliseconds: Int64 = 0) throws {
        try indexer?.advance(to: UInt64(bytes.count), at: Self.beganAt + milliseconds)
    }

    /// The job is over, and its log complete.
    func finish(_ how: EndOfLog = EndOfLog(state: "completed", cause: nil, exitCode: 0, signal: nil)) throws {
        try catchUp()
        try indexer?.commitTail(at: Self.beganAt)
        isCommitted = true
        state = how.state
        end = how
    }

    /// The oldest lines go; the newest `size` bytes stay, or a little more.
    func trim(to size: Int) throws {
        trimmed = try lines()
        try indexer?.trim(by: LogRetention(size: UInt64(size)), at: Self.beganAt)
    }

    /// Another log in the same files, as after a rebuild.
    func rebuild(_ text: String) throws {
        indexer = nil
        bytes = []
        try FileDescriptor.open(index, [.write, .truncate]).writeAll([])
        try FileDescriptor.open(log, [.write, .truncate]).writeAll([])
        try append(text)
    }

    /// Of the lines that are indexed, as a reader must get them: from the bytes by the rules, not by our code.
    func lines() throws -> [Line] {
        let (first, records) = try numberedRecords()
        var texts = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Self.text(of: $0) }
        let rest = texts.removeLast()
        if isCommitted, let rest, !rest.isEmpty { texts.append(rest) }
        let kept = zip(records, texts.dropFirst(Int(first) - 1)).enumerated().map { index, line in
            Line(
                number: first + Int64(index), text: Self.repaired(line.1 ?? [].prefix(0)),
                level: String(UnicodeScalar(LogFrameEncoder.levelLetter(line.0))))
        }
        return trimmed.prefix(Int(first) - 1) + kept
    }

    func records() throws -> [LogIndex.Record] { try numberedRecords().records }

    /// The number of the first line that is kept.
    func first() throws -> Int64 { try numberedRecords().first }

    private func numberedRecords() throws -> (first: Int64, records: [LogIndex.Record]) {
        guard FileSystem.exists(index) else { return (1, []) }
        return try LogReader.open(log: log, index: index).numberedRecords(1..<(.max))
    }

    /// What the last `\r` left standing.
    private static func text(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var line = line
        while line.last == 13 { line.removeLast() }
        return line.lastIndex(of: 13).map { line[($0 + 1)...] } ?? line
    }

    private static func repaired(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text.prefix(16 * 1024).filter { $0 >= 0x20 || $0 == 9 || $0 == 27 }, as: UTF8.self)
    }
}

struct Line: Equatable {
    let number: Int64
    let text: String
    /// Letter of the wire format; lower case for a continuation.
    let level: String
}
