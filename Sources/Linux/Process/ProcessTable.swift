/// Reads `/proc`: who a process is, whose descendant, and what it was started with (proc(5)).
internal import CLinux
internal import Glibc

/// A process for certain: numbers are used again within seconds, start times with the same number are not.
package struct ProcessIdentity: Hashable, Sendable {
    package let pid: Int32
    /// Clock ticks since boot (field 22 of `/proc/PID/stat`).
    package let start: UInt64

    package init(pid: Int32, start: UInt64) {
        self.pid = pid
        self.start = start
    }
}

package enum ProcessTable {
    package struct Entry: Sendable {
        package let identity: ProcessIdentity
        package let parent: Int32
        package let group: Int32
        package let session: Int32
        /// R, S, D, T, Z … as in proc(5).
        package let state: UInt8
        /// The command's name, at most 15 bytes.
        package let command: String
        /// Processor time of its own, in clock ticks, and of its children that it waited for.
        package var ownTicks: Int64 = 0
        package var childTicks: Int64 = 0
        /// Pages in memory; those shared with others count in each.
        package var residentPages: Int64 = 0

        /// Those that have not ended, and the first one in any case.
        package var threads: Int64 = 1

        package var pid: Int32 { identity.pid }
        /// Whether its first thread has ended; others may live on, and hold all that the process held.
        package var isHeadless: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
        package var isDead: Bool { isHeadless && threads <= 1 }
    }

    /// Names this run of the kernel; identities of another mean nothing.
    package static func bootID() throws(SystemError) -> String {
        let bytes = try FileSystem.contents("/proc/sys/kernel/random/boot_id") ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// The number that was given last: while it stays the same, nobody has forked (proc(5), loadavg).
    /// nil where it can't be read.
    package static func lastPID() -> Int32? {
        guard let bytes = try? FileSystem.contents("/proc/loadavg") else { return nil }
        let words = bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        return words.last.flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
    }

    /// nil where there is no such process.
    package static func identity(of pid: Int32) -> ProcessIdentity? {
        entry(of: pid)?.identity
    }

    /// nil where there is no such process.
    package static func entry(of pid: Int32) -> Entry? {
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
            let file = openStat(of: pid)
            guard file >= 0 else { return nil }
            defer { close(file) }
            let count = read(file, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            return parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), pid: pid)
        }
    }

    /// All processes that can be seen now.
    package static func snapshot() -> [Entry] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var entries: [Entry] = []
        while let file = readdir(folder) {
            if let pid = number(&file.pointee), let entry = entry(of: pid) { entries.append(entry) }
        }
        return entries
    }

    /// Those among `entries` that descend from one of `roots`; the roots are not among them.
    package static func descendants(of roots: Set<Int32>, in entries: [Entry]) -> [Entry] {
        let children = Dictionary(grouping: entries, by: \.parent)
        var found: [Entry] = []
        var seen = roots
        var pending = Array(roots)
        while let parent = pending.popLast() {
            for child in children[parent] ?? [] where seen.insert(child.pid).inserted {
                found.append(child)
                pending.append(child.pid)
            }
        }
        return found
    }

    /// `NAME=value` pairs that the process was started with; nil where it is gone or another user's.
    package static func environment(of pid: Int32) -> [String]? {
        // Missing, or refused: both mean that nothing can be said.
        guard let bytes = try? FileSystem.contents("/proc/\(pid)/environ") else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The argument vector; empty for a process that is gone, a kernel thread or a zombie.
    package static func arguments(of pid: Int32) -> [String] {
        guard let bytes = try? FileSystem.contents("/proc/\(pid)/cmdline") else { return [] }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    package static var ownPID: Int32 { getpid() }
    /// The effective user; 0 is root.
    package static var ownUser: UInt32 { geteuid() }

    /// Who debugs the process (ptrace(2)), and learns of its end before its parent does; nil where nobody.
    package static func tracer(of pid: Int32) -> Int32? {
        guard let bytes = try? FileSystem.contents("/proc/\(pid)/status") else { return nil }
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "TracerPid:".utf8) {
            let number = line.split(separator: UInt8(ascii: "\t")).last ?? []
            return Int32(String(decoding: number, as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
        }
        return nil
    }

    /// The threads that have not ended; empty for a process that is gone.
    package static func threads(of pid: Int32) -> [Entry] {
        let names = (try? FileSystem.list("/proc/\(pid)/task")) ?? []
        // A thread has a place of its own in `/proc`, although it is not listed there.
        return names.compactMap { Int32($0).flatMap(entry) }.filter { !$0.isHeadless }
    }

    /// Whether the process has the file of this canonical path open; false also where the process is gone or
    /// another user's. Touches no file system but `/proc`: one that hangs can't hold us up.
    package static func hasOpen(_ path: String, pid: Int32) -> Bool {
        let folder = "/proc/\(pid)/fd"
        // Missing, or refused: both mean that nothing can be said; so does a descriptor that is closed
        // meanwhile.
        guard let names = try? FileSystem.list(folder) else { return false }
        return names.contains { (try? FileSystem.target(ofLink: folder + "/" + $0)) == path }
    }

    private static func number(_ entry: inout dirent) -> Int32? {
        withUnsafeBytes(of: &entry.d_name) { name in
            var number: Int32 = 0
            for byte in name {
                if byte == 0 { return number == 0 ? nil : number }
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                number = number * 10 + Int32(byte - 0x30)
            }
            return nil
        }
    }

    /// `/proc/PID/stat`, its name made without the heap: this is done for every process there is.
    private static func openStat(of pid: Int32) -> Int32 {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { path in
            var length = 0
            for byte in "/proc/".utf8 {
                path[length] = CChar(byte)
                length += 1
            }
            var divisor: Int32 = 1
            while pid / divisor > 9 { divisor *= 10 }
            while divisor > 0 {
                path[length] = CChar(0x30 + pid / divisor % 10)
                length += 1
                divisor /= 10
            }
            for byte in "/stat\0".utf8 {
                path[length] = CChar(byte)
                length += 1
            }
            // A buffer of this capacity has an address.
            return open(path.baseAddress!, O_RDONLY | O_CLOEXEC)
        }
    }

    /// `pid (comm) state ppid pgrp session …`: comm may hold spaces and brackets, so the last bracket counts.
    private static func parse(_ text: UnsafeRawBufferPointer, pid: Int32) -> Entry? {
        guard let opening = text.firstIndex(of: UInt8(ascii: "(")),
            let closing = text.lastIndex(of: UInt8(ascii: ")")), closing + 3 < text.count
        else { return nil }
        // As numbered in proc(5), less 3: 1 ppid, 2 pgrp, 3 session, 11-14 times, 17 threads, 19 start, 21 rss.
        var fields = InlineArray<22, Int64>(repeating: 0)
        var count = 1
        var isNegative = false
        for byte in text[(closing + 4)...] {
            if byte == UInt8(ascii: " ") {
                count += 1
                isNegative = false
                if count == fields.count { break }
            } else if byte == UInt8(ascii: "-") {
                isNegative = true
            } else if byte &- 0x30 < 10 {
                let digit = Int64(byte &- 0x30)
                fields[count] = fields[count] &* 10 &+ (isNegative ? -digit : digit)
            }
        }
        guard count > 19 else { return nil }
        return Entry(
            identity: ProcessIdentity(pid: pid, start: UInt64(bitPattern: fields[19])),
            parent: Int32(truncatingIfNeeded: fields[1]), group: Int32(truncatingIfNeeded: fields[2]),
            session: Int32(truncatingIfNeeded: fields[3]), state: text[closing + 2],
            command: String(decoding: text[(opening + 1)..<closing], as: UTF8.self),
            ownTicks: fields[11] + fields[12], childTicks: fields[13] + fields[14], residentPages: fields[21],
            threads: fields[17])
    }
}
