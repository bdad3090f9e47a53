/// Writes the index of a growing log: reads back what was moved there, finds lines and their level.
internal import Glibc
package import Linux
internal import LogText

/// One writer a log. Holds offsets and one buffer, however long a line is.
package struct LogIndexer: ~Copyable {
    /// What fits a core's own cache. Memory counts only as far as a log ever filled it: an idle job has touched
    /// none of it.
    private static let pieceSize = 64 * 1024
    private static let pendingSize = 32 * 1024
    /// Enough of a line to tell its level.
    private static let headSize = 512

    private let log: FileDescriptor
    private let index: FileDescriptor
    package private(set) var header: LogIndex.Header
    private var splitter: LineSplitter
    private var detector = LevelDetector()
    /// Records that are made but not yet written, and how many bytes they are.
    private let pending = UnsafeMutableRawBufferPointer.allocate(
        byteCount: pendingSize, alignment: 16)
    private var pendingBytes = 0
    /// Whether the piece at hand has an ESC.
    private var mayEscape = true
    private var written: Int64
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    /// Where lines of the control plane begin that are not indexed yet, and what marks them.
    private var systemLines: [(offset: UInt64, flags: LogIndex.Flags)] = []

    /// Opens both files, makes what is missing, and brings the index up to the log's size: a torn record is
    /// cut off, records that point past the end of the log are dropped (with a new epoch), the rest is read
    /// again.
    package static func open(
        log logPath: String, index indexPath: String, now: Int64
    ) throws(SystemError) -> LogIndexer {
        var indexer = try resume(log: logPath, index: indexPath, now: now)
        try indexer.advance(to: try indexer.log.size(), at: now, flags: .timeUnknown)
        return indexer
    }

    /// The same, but what has no record yet, from `offset` on, is left to the first `advance`.
    package static func resume(
        log logPath: String, index indexPath: String, now: Int64
    ) throws(SystemError) -> LogIndexer {
        // To write, so that lines can be removed.
        let log = try FileDescriptor.open(logPath, [.readWrite, .create])
        let index = try FileDescriptor.open(indexPath, [.readWrite, .create])
        let recovery = try LogIndexRecovery(of: index, log: log, logSize: try log.size(), now: now)
        return LogIndexer(log: log, index: index, recovery)
    }

    private init(log: consuming FileDescriptor, index: consuming FileDescriptor, _ recovery: LogIndexRecovery)
    {
        self.log = log
        self.index = index
        header = recovery.header
        written = recovery.lines
        splitter = LineSplitter(at: recovery.resume)
    }

    deinit {
        piece.deallocate()
        pending.deallocate()
    }

    /// Lines so far: those not yet written too, and those that were removed.
    package var lineCount: Int64 { written + Int64(pendingBytes / LogIndex.recordSize) }
    /// Bytes of the log that were looked at.
    package var offset: UInt64 { splitter.offset }

    /// Indexes the lines that end before `end`, which must be in the log already. After a failure (disk full)
    /// the next call makes up for it.
    package mutating func advance(
        to end: UInt64, at milliseconds: Int64, flags: LogIndex.Flags = []
    ) throws(SystemError) {
        try flush()
        while splitter.offset < end {
            let wanted = Int(min(UInt64(Self.pieceSize), end - splitter.offset))
            let room = UnsafeMutableRawBufferPointer(rebasing: piece[..<wanted])
            let count = try log.read(into: room, at: splitter.offset)
            if count == 0 { break }
            try take(UnsafeRawBufferPointer(rebasing: piece[..<count]), milliseconds, flags)
        }
        try flush()
    }

    /// Makes a line of what stands at the end of the log without a newline: nothing more will follow it.
    package mutating func commitTail(at milliseconds: Int64) throws(SystemError) {
        try makeRoom()
        guard let line = splitter.finish() else { return }
        append(line, in: UnsafeRawBufferPointer(start: nil, count: 0), at: line.end, milliseconds, .partial)
        try flush()
    }

    /// Says that the line which begins at `offset` is the control plane's own; before it is indexed.
    package mutating func expectSystemLine(at offset: UInt64, flags: LogIndex.Flags = []) {
        systemLines.append((offset, flags))
    }

    /// Removes the oldest lines where that is due. May take as long as the disk does.
    package mutating func trim(by retention: LogRetention, at now: Int64) throws(SystemError) {
        try flush()
        let trim = LogTrim(retention: retention, now: now, lines: written, end: splitter.offset)
        if let header = try trim.run(header, log: log, index: index) { self.header = header }
    }

    private mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ milliseconds: Int64, _ flags: LogIndex.Flags
    ) throws(SystemError) {
        let base = splitter.offset
        let mayReturn = LineSplitter.hasReturn(bytes)
        mayEscape = LevelDetector.hasEscape(bytes)
        var scan = LevelScan(bytes)
        var rest = bytes
        while true {
            // Before a line is taken: what can't be written must not be lost.
            try makeRoom()
            if !mayReturn && !mayEscape {
                takePlain(&rest, of: bytes, &scan, milliseconds, flags)
                try makeRoom()
            }
            guard let line = splitter.next(in: &rest, mayReturn: mayReturn) else { return }
            append(line, in: bytes, at: base, milliseconds, flags)
        }
    }

    /// The lines in front of `rest` that need no closer look, while there is room for their records: most
    /// lines of most logs.
    private mutating func takePlain(
        _ rest: inout UnsafeRawBufferPointer, of bytes: UnsafeRawBufferPointer, _ scan: inout LevelScan,
        _ milliseconds: Int64, _ flags: LogIndex.Flags
    ) {
        guard splitter.isAtBeginning, detector.isIdle, systemLines.isEmpty, let base = bytes.baseAddress
        else {
            return
        }
        let begin = bytes.count - rest.count
        var place = begin
        var record = LogIndex.Record(
            offset: splitter.offset, length: 0, milliseconds: milliseconds - header.beganAt, flags: flags)
        while pendingBytes < pending.count, let newline = memchr(base + place, 10, bytes.count - place) {
            let end = UnsafeRawPointer(newline) - base
            guard scan.isPlain(place..<end) else { break }
            record.length = UInt32(truncatingIfNeeded: end - place)
            write(record)
            record.offset += UInt64(end - place + 1)
            place = end + 1
        }
        guard place > begin else { return }
        splitter.pass(place - begin)
        detector.passPlain()
        rest = UnsafeRawBufferPointer(rebasing: bytes[place...])
    }

    private mutating func append(
        _ line: LineSplitter.Line, in bytes: UnsafeRawBufferPointer, at base: UInt64, _ milliseconds: Int64,
        _ flags: LogIndex.Flags
    ) {
        let length = line.end - line.start
        var record = LogIndex.Record(
            offset: line.start, length: UInt32(clamping: length), milliseconds: milliseconds - header.beganAt,
            flags: flags)
        if length > UInt64(UInt32.max) { record.flags.insert(.cut) }
        if let system = takeSystemLine(at: line.start) {
            record.stream = .system
            record.flags.formUnion(system)
        } else {
            let verdict = verdict(on: line, in: bytes, at: base)
            record.level = verdict.level
            if verdict.continues { record.flags.insert(.continuation) }
        }
        write(record)
    }

    /// There must be room for it.
    private mutating func write(_ record: LogIndex.Record) {
        record.write(to: UnsafeMutableRawBufferPointer(rebasing: pending[pendingBytes...]))
        pendingBytes += LogIndex.recordSize
    }

    private mutating func makeRoom() throws(SystemError) {
        if pendingBytes == pending.count { try flush() }
    }

    /// What marks the line at `offset`, where it is the control plane's own.
    private mutating func takeSystemLine(at offset: UInt64) -> LogIndex.Flags? {
        if systemLines.isEmpty { return nil }
        while let system = systemLines.first, system.offset < offset { systemLines.removeFirst() }
        guard let system = systemLines.first, system.offset == offset else { return nil }
        systemLines.removeFirst()
        return system.flags
    }

    private mutating func verdict(
        on line: LineSplitter.Line, in bytes: UnsafeRawBufferPointer, at base: UInt64
    ) -> LevelDetector.Verdict {
        let length = Int(min(line.end - line.start, UInt64(Self.headSize)))
        if line.start >= base {
            let start = Int(line.start - base)
            if start + length <= bytes.count {
                return detector.judge(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]), mayEscape: mayEscape)
            }
        }
        // What can't be read has no level; its record must be made all the same.
        let head = (try? log.bytes(at: line.start, count: length)) ?? []
        return head.withUnsafeBytes { detector.judge($0) }
    }

    private mutating func flush() throws(SystemError) {
        guard pendingBytes > 0 else { return }
        let position = LogIndex.position(ofLine: written + 1)
        try index.writeAll(UnsafeRawBufferPointer(rebasing: pending[..<pendingBytes]), at: position)
        written += Int64(pendingBytes / LogIndex.recordSize)
        pendingBytes = 0
    }
}
