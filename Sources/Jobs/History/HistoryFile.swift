/// history.jsonl: a line for each job that has ended. A cache: the jobs' folders are the truth.
internal import CLinux
internal import Glibc
internal import JobDirectory
package import Linux
internal import Synchronization

/// Appended by the control thread, read by any. What has been written stays where it is while the server runs.
package final class HistoryFile: Sendable {
    struct Place: Equatable, Sendable {
        let offset: Int64
        /// Without the line's end.
        let count: Int32
    }

    private let file: FileDescriptor
    /// Where the next line goes. Held only to read or set it; one thread writes.
    private let end: Mutex<Int64>

    /// Makes the file where it is missing.
    package init(_ path: String) throws(SystemError) {
        file = try FileDescriptor.open(path, [.readWrite, .create], permissions: 0o600)
        end = Mutex(Int64(try file.size()))
    }

    /// Lines begin to be written here: what follows is torn, or of no use.
    func cut(to offset: Int64) throws(SystemError) {
        try file.truncate(to: UInt64(offset))
        end.withLock { $0 = offset }
    }

    /// - Parameter line: with its end.
    /// - Throws: the file then holds what it held, for whoever reads it by lines.
    func append(_ line: [UInt8]) throws(SystemError) -> Place {
        let offset = end.withLock { $0 }
        let written: Result<Void, SystemError> = line.withUnsafeBytes { bytes in
            Result { () throws(SystemError) in try file.writeAll(bytes, at: UInt64(offset)) }
        }
        do throws(SystemError) {
            try written.get()
        } catch {
            // Half a line at the end is nobody's: the next one goes over it, and a reader sees that it is torn.
            try? file.truncate(to: UInt64(offset))
            throw error
        }
        end.withLock { $0 = offset + Int64(line.count) }
        return Place(offset: offset, count: Int32(line.count - 1))
    }

    /// What was appended survives a power cut.
    func synchronize() throws(SystemError) {
        try file.synchronizeData()
    }

    /// nil where it can't be read, or is none any more.
    func record(at place: Place) -> HistoryRecord? {
        // The caller says that there is no such job: what can't be read can't be shown.
        guard let bytes = try? file.bytes(at: UInt64(place.offset), count: Int(place.count)) else { return nil }
        return try? HistoryRecord(parsing: bytes)
    }

    /// Every whole line, in order. `body` gets the line's bytes, for as long as it runs, and its place.
    /// - Returns: the end of the last whole line, how many bytes of lines before it are torn.
    func scan(
        _ body: (UnsafeRawBufferPointer, Place) -> Void
    ) throws(SystemError) -> (end: Int64, torn: Int) {
        var scanner = LineScanner()
        var offset: UInt64 = 0
        while true {
            let block = try file.bytes(at: offset, count: 1 << 20)
            if block.isEmpty { return (scanner.end, scanner.torn) }
            block.withUnsafeBytes { scanner.take($0, body) }
            offset += UInt64(block.count)
        }
    }
}

/// Lines out of blocks; one that spans two is joined.
private struct LineScanner {
    typealias Body = (UnsafeRawBufferPointer, HistoryFile.Place) -> Void

    private var rest: [UInt8] = []
    /// Of the file, after the last line that was ended.
    private var position: Int64 = 0
    private(set) var end: Int64 = 0
    private(set) var torn = 0

    mutating func take(_ block: UnsafeRawBufferPointer, _ body: Body) {
        var start = 0
        while start < block.count, let base = block.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), block.count - start)
        {
            let stop = UnsafeRawPointer(found) - base
            let line = UnsafeRawBufferPointer(rebasing: block[start..<stop])
            if rest.isEmpty {
                take(line: line, body)
            } else {
                rest += line
                let joined = rest
                rest = []
                joined.withUnsafeBytes { take(line: $0, body) }
            }
            start = stop + 1
        }
        rest += block[start...]
    }

    private mutating func take(line: UnsafeRawBufferPointer, _ body: Body) {
        let place = HistoryFile.Place(offset: position, count: Int32(clamping: line.count))
        position += Int64(line.count) + 1
        guard HistoryLine.isWhole(line) else {
            torn += line.count
            return
        }
        end = position
        body(line, place)
    }
}
