/// What a living process has used that `/proc/PID/stat` does not say: input and output, its share of memory.
internal import CLinux
internal import Glibc

package enum ProcessUsage {
    /// Bytes that really went to and from storage, its own and those of children that it waited for.
    package struct Transfer: Equatable, Sendable {
        package let read: Int64
        package let written: Int64
    }

    package static let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))
    package static let ticksPerSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))

    /// nil where it is gone, or another user's.
    package static func transfer(of pid: Int32) -> Transfer? {
        guard let bytes = try? FileSystem.contents("/proc/\(pid)/io"),
            let read = number("\nread_bytes: ", in: bytes),
            let written = number("\nwrite_bytes: ", in: bytes)
        else { return nil }
        return Transfer(read: read, written: written)
    }

    /// Bytes in memory, what is shared divided among its users (proc(5), smaps_rollup). Dear: the kernel
    /// walks all its pages. nil where it is gone, or another user's.
    package static func proportionalSet(of pid: Int32) -> Int64? {
        guard let bytes = try? FileSystem.contents("/proc/\(pid)/smaps_rollup") else { return nil }
        return number("\nPss: ", in: bytes).map { $0 * 1024 }
    }

    /// The number after `label`, blanks skipped.
    private static func number(_ label: StaticString, in bytes: [UInt8]) -> Int64? {
        bytes.withUnsafeBytes { text in
            guard let base = text.baseAddress,
                let found = memmem(base, text.count, label.utf8Start, label.utf8CodeUnitCount)
            else { return nil }
            var value: Int64?
            for byte in text[(UnsafeRawPointer(found) - base + label.utf8CodeUnitCount)...] {
                if byte == UInt8(ascii: " ") && value == nil { continue }
                guard byte &- 0x30 < 10 else { break }
                value = (value ?? 0) * 10 + Int64(byte &- 0x30)
            }
            return value
        }
    }
}
