/// What of an index that a crash left behind can be kept, and where reading the log must go on.
internal import Linux
internal import LogText

struct LogIndexRecovery {
    let header: LogIndex.Header
    /// How many are kept.
    private(set) var records: Int64
    /// Where the first line without a record begins.
    private(set) var resume: UInt64 = 0

    /// Leaves `index` with a whole header and nothing but whole records that point into the log.
    init(
        of index: borrowing FileDescriptor, log: borrowing FileDescriptor, logSize: UInt64, now: Int64
    ) throws(SystemError) {
        let size = try index.size()
        let head = try index.bytes(at: 0, count: LogIndex.headerSize)
        guard let old = head.withUnsafeBytes({ LogIndex.Header($0) }) else {
            header = LogIndex.Header(epoch: Self.newEpoch(), beganAt: now)
            records = 0
            try index.truncate(to: 0)
            try Self.write(header, to: index)
            return
        }
        let whole = Int64((size - UInt64(LogIndex.headerSize)) / UInt64(LogIndex.recordSize))
        records = try Self.countOfGood(whole, in: index, logSize)
        if records < whole {
            // Lines that somebody may have read are gone.
            header = LogIndex.Header(epoch: Self.newEpoch(), beganAt: old.beganAt, firstLine: old.firstLine)
            try Self.write(header, to: index)
        } else {
            header = old
        }
        let kept = UInt64(LogIndex.headerSize) + UInt64(records) * UInt64(LogIndex.recordSize)
        if kept < size { try index.truncate(to: kept) }
        if records > 0 {
            resume = try Self.nextLine(after: try Self.record(records - 1, in: index), in: log, logSize)
        }
    }

    /// Offsets rise, so the good ones come first. A power cut may leave zeros where records were.
    private static func countOfGood(
        _ whole: Int64, in index: borrowing FileDescriptor, _ logSize: UInt64
    ) throws(SystemError) -> Int64 {
        var low: Int64 = 0
        var high = whole
        while low < high {
            let middle = (low + high) / 2
            let record = try record(middle, in: index)
            let isZero = middle > 0 && record.offset == 0
            if !isZero && record.end <= logSize { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// After the newline that ends `record`'s line; at its end where the output was broken off there.
    private static func nextLine(
        after record: LogIndex.Record, in log: borrowing FileDescriptor, _ logSize: UInt64
    ) throws(SystemError) -> UInt64 {
        var offset = record.end
        if record.flags.contains(.partial) { return offset }
        while offset < logSize {
            let piece = try log.bytes(at: offset, count: 4096)
            if piece.isEmpty { break }
            if let newline = piece.firstIndex(of: UInt8(ascii: "\n")) { return offset + UInt64(newline) + 1 }
            offset += UInt64(piece.count)
        }
        return logSize
    }

    private static func record(
        _ number: Int64, in index: borrowing FileDescriptor
    ) throws(SystemError) -> LogIndex.Record {
        let position = UInt64(LogIndex.headerSize) + UInt64(number) * UInt64(LogIndex.recordSize)
        let bytes = try index.bytes(at: position, count: LogIndex.recordSize)
        guard bytes.count == LogIndex.recordSize else {
            preconditionFailure("record \(number) is within the size that the index had")
        }
        return bytes.withUnsafeBytes { LogIndex.Record($0) }
    }

    private static func write(
        _ header: LogIndex.Header, to index: borrowing FileDescriptor
    ) throws(SystemError) {
        let bytes = header.encoded()
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try index.writeAll(buffer, at: 0) }
        }
        try result.get()
    }

    private static func newEpoch() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
