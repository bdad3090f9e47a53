/// Who follows a log byte by byte: those that have all of it wait here for more.
internal import JobDirectory

/// Confined to the broadcaster's thread.
struct RawReaders {
    static let batchSize = 256 * 1024

    /// Waiting readers by the byte that each wants next. Most want the same one, and get the same array.
    private var waiting: [UInt64: [ReaderID]] = [:]

    mutating func wait(_ reader: ReaderID, at offset: UInt64) {
        waiting[offset, default: []].append(reader)
    }

    mutating func remove(_ reader: ReaderID) {
        for (offset, readers) in waiting where readers.contains(reader) {
            let rest = readers.filter { $0 != reader }
            waiting[offset] = rest.isEmpty ? nil : rest
        }
    }

    /// Gives what there is to all that wait for it; where the log is final, nobody waits any longer.
    mutating func serve(
        _ file: LogFile?, isFinal: Bool, _ tell: (Int, ReaderEvent) -> Void
    ) {
        for (offset, readers) in waiting {
            guard let answer = Self.answer(file, offset, isFinal: isFinal) else { continue }
            for reader in readers {
                tell(
                    reader.loop, .raw(reader.number, answer.bytes, next: answer.next, isFinal: answer.isFinal)
                )
            }
            waiting[offset] = nil
        }
    }

    /// nil where there is nothing to say yet.
    static func answer(
        _ file: LogFile?, _ offset: UInt64, isFinal: Bool
    ) -> (bytes: [UInt8], next: UInt64, isFinal: Bool)? {
        let size = file?.size ?? 0
        guard offset < size else { return isFinal ? ([], offset, true) : nil }
        let count = Int(min(size - offset, UInt64(batchSize)))
        let (start, bytes) = file?.kept(at: offset, count: count) ?? (offset, [])
        // It can't be read now, and is asked for again when something changes.
        if bytes.isEmpty { return isFinal ? ([], offset, true) : nil }
        let next = start + UInt64(bytes.count)
        return (bytes, next, isFinal && next >= size)
    }
}
