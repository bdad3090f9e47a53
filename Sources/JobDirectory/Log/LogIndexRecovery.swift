/// What of an index that a crash left behind can be kept, and where reading the log must go on.
internal import Linux
internal import LogText

struct LogIndexRecovery {
    private(set) var header: LogIndex.Header
    /// So many lines are numbered, those before the first one kept too.
    private(set) var lines: Int64
    /// Where the first line without a record begins.
    private(set) var resume: UInt64

    /// Leaves `index` with a whole header and nothing but whole records that point into the log.
    init(
        of index: borrowing FileDescriptor, log: borrowing FileDescriptor, logSize: UInt64, now: Int64
    ) throws(SystemError) {
        let size = try index.size()
        let head = try index.bytes(at: 0, count: LogIndex.headerSize)
        guard let old = head.withUnsafeBytes({ LogIndex.Header($0) }) else {
            resume = try Self.firstByte(of: log, logSize)
            let epoch = Self.newEpoch()
            header = LogIndex.Header(epoch: epoch, beganAt: now, firstOffset: resume, numbering: epoch)
            lines = 0
            try index.truncate(to: 0)
            try LogIndex.write(header, to: index)
            return
        }
        header = old
        let whole = LogIndex.lineCount(ofSize: size)
        let removed = old.firstLine - 1
        lines = try Self.lastGood(removed + 1..<max(removed, whole) + 1, in: index, logSize)
        resume = min(old.firstOffset, logSize)
        if lines < whole || resume < old.firstOffset {
            // Lines that somebody may have read are gone.
            header.epoch = Self.newEpoch()
            header.numbering = header.epoch
            header.firstOffset = resume
            try LogIndex.write(header, to: index)
        }
        let kept = LogIndex.position(ofLine: lines + 1)
        if kept < size { try index.truncate(to: kept) }
        if lines > removed {
            let last = try LogIndex.record(ofLine: lines, in: index)
            resume = try LogIndex.nextLine(after: last, in: log, size: logSize)
        }
        // Who removed lines may have died over it.
        if removed > 0 { LogTrim.free(header, log: log, index: index) }
    }

    /// Offsets rise, so the good ones come first. A power cut may leave zeros where records were.
    private static func lastGood(
        _ lines: Range<Int64>, in index: borrowing FileDescriptor, _ logSize: UInt64
    ) throws(SystemError) -> Int64 {
        // A record of line 1 may be zeros: an empty line at the beginning.
        if lines.lowerBound == 1, !lines.isEmpty {
            if try LogIndex.record(ofLine: 1, in: index).end > logSize { return 0 }
            return try lastGood(2..<lines.upperBound, in: index, logSize)
        }
        return try LogIndex.firstLine(in: lines, of: index) { $0.offset == 0 || $0.end > logSize } - 1
    }

    /// Of a log without index: after the lines that were removed from it, if any were.
    private static func firstByte(
        of log: borrowing FileDescriptor, _ size: UInt64
    ) throws(SystemError) -> UInt64 {
        guard size > 0, let data = try log.firstData(from: 0), data > 0 else { return 0 }
        // The hole ends with a block, the last line removed within it: zeros up to there.
        let block = try log.bytes(at: data, count: 64 * 1024)
        return data + UInt64(block.firstIndex { $0 != 0 } ?? 0)
    }

    private static func newEpoch() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
