/// Output that the disk did not take: counted, and told in the log when there is room again.
internal import Linux

struct OutputGap: Equatable {
    let reason: SystemError
    private(set) var bytes: UInt64 = 0
    private(set) var lines: UInt64 = 0

    init(reason: SystemError) {
        self.reason = reason
    }

    mutating func add(_ lost: UnsafeRawBufferPointer) {
        bytes += UInt64(lost.count)
        lines += UInt64(lost.count { $0 == UInt8(ascii: "\n") })
    }

    /// A line for the log.
    var notice: String { "log gap: \(bytes) bytes, \(lines) lines dropped (\(reason.reason))" }
}
