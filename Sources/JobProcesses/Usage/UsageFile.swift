/// Appends rows to usage.csv on another thread: no slow disk and no dear measurement may delay the pump.
package import Linux
internal import Synchronization

package final class UsageFile: Sendable {
    /// How long the proportional sets of a tree may take in all; what would take longer stays empty.
    private static let budget = Duration.milliseconds(50)

    private let file: FileDescriptor
    private let pool: WorkerPool
    /// Where the next row goes. Held only to read or set.
    private let end: Mutex<UInt64>

    /// Goes on behind the whole rows of a file that is there: its writer died.
    package init(_ path: String, on pool: WorkerPool) throws(SystemError) {
        let known = try FileSystem.contents(path) ?? []
        file = try FileDescriptor.open(path, [.write, .create])
        var size = known.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if size == 0 {
            let header = Array(UsageRow.header.utf8)
            try file.writeAll(header)
            size = header.count
        }
        try file.truncate(to: UInt64(size))
        end = Mutex(UInt64(size))
        self.pool = pool
    }

    /// `measured`: whose proportional sets are wanted; nil: nobody's, this time. Where the thread is busy the
    /// row is left out.
    func append(_ row: UsageRow, measuring measured: [Int32]?) {
        _ = pool.submit { [self] in
            var row = row
            if let measured { row.proportionalSet = Self.proportionalSet(of: measured) }
            write(row)
        }
    }

    private func write(_ row: UsageRow) {
        let bytes = Array(row.text.utf8)
        let position = end.withLock { $0 }
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try file.writeAll(buffer, at: position) }
        }
        // On a full disk a part may have been written: the next row goes over it.
        if case .success = result { end.withLock { $0 = position + UInt64(bytes.count) } }
    }

    private static func proportionalSet(of pids: [Int32]) -> Int64? {
        let last = Instant.now + budget
        var sum: Int64 = 0
        for pid in pids {
            if Instant.now > last { return nil }
            if let size = ProcessUsage.proportionalSet(of: pid) {
                sum += size
            } else if ProcessTable.entry(of: pid)?.isDead == false {
                return nil
            }
        }
        return sum
    }
}
