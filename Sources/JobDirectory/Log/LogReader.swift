/// Reads windows of a log by line number, in constant time, also while it grows.
package import Linux

/// Holds two descriptors and the header; every reader has one of its own.
package struct LogReader: ~Copyable, Sendable {
    /// One line as far as it was asked for.
    package struct Line: Sendable {
        /// Counts from 1.
        package let number: Int64
        package let record: LogIndex.Record
        /// The first bytes of its text, at most the limit that was asked for.
        package let text: ArraySlice<UInt8>

        /// The text is longer than what is here.
        package var isCut: Bool { text.count < Int(record.length) }
    }

    /// Bytes between two lines' texts (redraws, terminators) that are read along rather than skipped.
    private static let bridge: UInt64 = 1024

    private let log: FileDescriptor
    private let index: FileDescriptor
    /// nil until the index has one; as of the latest `refresh()`.
    package private(set) var header: LogIndex.Header?
    /// Numbers of the lines that can be read, as of the latest `refresh()`.
    package private(set) var lines: Range<Int64> = 1..<1
    /// Length of the log, as of the latest `refresh()`.
    package private(set) var logSize: UInt64 = 0

    /// - Throws: with `isMissing` where one of the files isn't there yet.
    package static func open(log logPath: String, index indexPath: String) throws(SystemError) -> LogReader {
        var reader = LogReader(
            log: try FileDescriptor.open(logPath, .read), index: try FileDescriptor.open(indexPath, .read))
        try reader.refresh()
        return reader
    }

    private init(log: consuming FileDescriptor, index: consuming FileDescriptor) {
        self.log = log
        self.index = index
    }

    /// Looks what is there now.
    package mutating func refresh() throws(SystemError) {
        header = try currentHeader()
        let first = header?.firstLine ?? 1
        let count = header == nil ? 0 : LogIndex.lineCount(ofSize: try index.size())
        lines = first..<max(first, count + 1)
        logSize = try log.size()
    }

    /// The first line that is kept now, by a look at the header: who has read records or bytes of a line before
    /// it by their place may have read a hole.
    package func firstLineNow() throws(SystemError) -> Int64 {
        try currentHeader()?.firstLine ?? lines.lowerBound
    }

    private func currentHeader() throws(SystemError) -> LogIndex.Header? {
        let head = try index.bytes(at: 0, count: LogIndex.headerSize)
        return head.withUnsafeBytes { LogIndex.Header($0) }
    }

    /// The records of those of `wanted` that exist. Those of lines that were removed meanwhile are left out at
    /// the beginning.
    package func records(_ wanted: Range<Int64>) throws(SystemError) -> [LogIndex.Record] {
        try numberedRecords(wanted).records
    }

    /// With the number of the line that the first belongs to.
    package func numberedRecords(
        _ wanted: Range<Int64>
    ) throws(SystemError) -> (first: Int64, records: [LogIndex.Record]) {
        let (first, bytes) = try recordBytes(wanted)
        let records = bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: LogIndex.recordSize).map { place in
                LogIndex.Record(UnsafeRawBufferPointer(rebasing: buffer[place...]))
            }
        }
        return (first, records)
    }

    /// The same as they stand in the index: whole records.
    func recordBytes(_ wanted: Range<Int64>) throws(SystemError) -> (first: Int64, bytes: ArraySlice<UInt8>) {
        let range = wanted.clamped(to: lines)
        guard !range.isEmpty else { return (range.lowerBound, []) }
        let bytes = try index.bytes(
            at: LogIndex.position(ofLine: range.lowerBound), count: range.count * LogIndex.recordSize)
        let there = bytes.count / LogIndex.recordSize
        let removed = min(there, Int(clamping: max(0, try firstLineNow() - range.lowerBound)))
        let kept = removed * LogIndex.recordSize..<there * LogIndex.recordSize
        return (range.lowerBound + Int64(removed), bytes[kept])
    }

    /// The lines of `wanted` that exist, from the first on, as many as fit `byteLimit` but at least one; of
    /// each at most `lineLimit` bytes, no character cut in two. Lines that were removed before they could be read
    /// are not among them: where the first has another number than was asked for, that is the first there is.
    package func window(
        _ wanted: Range<Int64>, lineLimit: Int = 16 * 1024, byteLimit: Int = 256 * 1024
    ) throws(SystemError) -> [Line] {
        let range = wanted.clamped(to: lines)
        var lines: [Line] = []
        var room = byteLimit
        var run: [(Int64, LogIndex.Record)] = []
        let (first, records) = try numberedRecords(range)
        for (step, record) in records.enumerated() {
            let length = min(Int(record.length), lineLimit)
            if room < length && (!lines.isEmpty || !run.isEmpty) { break }
            room -= length
            if let last = run.last?.1, !Self.isNear(record, after: last, lineLimit) {
                try read(run, lineLimit, into: &lines)
                run.removeAll(keepingCapacity: true)
            }
            run.append((first + Int64(step), record))
        }
        try read(run, lineLimit, into: &lines)
        // Their bytes are gone with their records, never before: those that are kept now were read whole.
        let kept = try firstLineNow()
        if let first = lines.first, first.number < kept { lines.removeAll { $0.number < kept } }
        return lines
    }

    /// Bytes `[offset, offset+count)` of the line's text, fewer where it ends before.
    package func text(
        of record: LogIndex.Record, from offset: Int = 0, count: Int
    ) throws(SystemError) -> [UInt8] {
        let rest = max(0, Int(record.length) - offset)
        return try log.bytes(at: record.offset + UInt64(offset), count: min(count, rest))
    }

    /// What stands after the last newline of the log, at most its last `limit` bytes: a line that has begun,
    /// a prompt, a progress bar with its redraws. As of the latest `refresh()`.
    package func openText(limit: Int = 16 * 1024) throws(SystemError) -> [UInt8] {
        let last = try records(max(lines.lowerBound, lines.upperBound - 1)..<lines.upperBound).last
        var start = last?.end ?? header?.firstOffset ?? 0
        start = max(start, logSize < UInt64(limit) ? 0 : logSize - UInt64(limit))
        guard start < logSize else { return [] }
        let tail = try log.bytes(at: start, count: Int(logSize - start))
        guard let newline = tail.lastIndex(of: UInt8(ascii: "\n")) else { return tail }
        return Array(tail[(newline + 1)...])
    }

    /// Raw bytes of the log, redraws and terminators included.
    package func bytes(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        try log.bytes(at: offset, count: count)
    }

    /// The same, into a buffer that is used again and again: how many there are, 0 past the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(SystemError) -> Int {
        try log.read(into: buffer, at: offset)
    }

    private static func isNear(_ record: LogIndex.Record, after last: LogIndex.Record, _ limit: Int) -> Bool {
        Int(last.length) <= limit && record.offset >= last.end && record.offset - last.end <= bridge
    }

    /// Reads lines that lie close together with one call.
    private func read(
        _ run: [(Int64, LogIndex.Record)], _ lineLimit: Int, into lines: inout [Line]
    ) throws(SystemError) {
        guard let first = run.first?.1, let last = run.last?.1 else { return }
        let start = first.offset
        let end = last.offset + UInt64(min(Int(last.length), lineLimit))
        let bytes = try log.bytes(at: start, count: Int(end - start))
        for (number, record) in run {
            // A log that was cut under us gives shorter texts, never a trap.
            let from = min(Int(record.offset - start), bytes.count)
            let to = min(from + min(Int(record.length), lineLimit), bytes.count)
            let isCut = to - from < Int(record.length)
            let text = isCut ? CharacterBorder.withoutCutCharacter(bytes[from..<to]) : bytes[from..<to]
            lines.append(Line(number: number, record: record, text: text))
        }
    }
}
