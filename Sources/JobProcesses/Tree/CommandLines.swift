/// What processes were started with, in words; bounded, for a tree may have thousands of them.
package import Linux

package struct CommandLines {
    /// Bytes of one; what is longer ends with an ellipsis.
    private static let lineLimit = 1024
    /// Bytes of all that differ.
    private let limit: Int
    /// Each once: forked workers have their parent's.
    private var known: Set<String> = []
    private var bytes = 0

    package init(limit: Int = 64 * 1024) {
        self.limit = limit
    }

    /// The argument vector with blanks between, as ps(1) shows it; the short name where it can't be read, is
    /// empty (a zombie), or was one too many. Must not be asked of a process that may hang in the kernel: it
    /// could hold us up.
    package mutating func line(of entry: ProcessTable.Entry) -> String {
        guard let line = Self.read(entry.pid) else { return entry.command }
        let size = line.utf8.count
        if !known.contains(line) && bytes + size > limit { return entry.command }
        let (isNew, kept) = known.insert(line)
        if isNew { bytes += size }
        return kept
    }

    private static func read(_ pid: Int32) -> String? {
        // Gone, or refused: its name is all that is known.
        guard let file = try? FileDescriptor.open("/proc/\(pid)/cmdline", [.read]),
            var text = try? file.bytes(at: 0, count: lineLimit + 1)
        else { return nil }
        let isCut = text.count > lineLimit
        if isCut { text.removeLast() }
        while text.last == 0 { text.removeLast() }
        if text.isEmpty { return nil }
        for place in text.indices where text[place] == 0 { text[place] = UInt8(ascii: " ") }
        var line = String(decoding: text, as: UTF8.self)
        guard isCut else { return line }
        // The character that the limit cut through.
        while line.last == "\u{FFFD}" { line.removeLast() }
        return line + "…"
    }
}
