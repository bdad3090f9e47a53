/// Where a client stands in a stream of several topics: `b3f9c2a1e.e813.l98309.m1202`, opaque to it.

/// Parts in any order (streams-and-web.md section 3.7), each at most once: `b` the server's run, `e` the number
/// of the last event, `l` the line that comes next, `f` the same of a log whose end was told, `m` the row of
/// metrics that comes next, `p` the open line that was told last (a digest), `u` when the usage that was told
/// last was measured.
package struct StreamCursor: Equatable, Sendable {
    /// nil where a client made the cursor itself.
    var boot: String?
    var seq: Int64?
    var line: Int64?
    /// The log has ended, and the client has heard it.
    var isFinal = false
    /// The row of metrics that comes next.
    var row: Int64?
    var openLine: UInt32?
    var usage: Int64?

    init(boot: String? = nil, seq: Int64? = nil, line: Int64? = nil, isFinal: Bool = false) {
        self.boot = boot
        self.seq = seq
        self.line = line
        self.isFinal = isFinal
    }

    /// nil where `text` is none.
    package init?(_ text: String) {
        var seen: Set<Character> = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard let kind = part.first, seen.insert(kind).inserted, take(kind, part.dropFirst()) else {
                return nil
            }
        }
        if seen.contains("l") && seen.contains("f") { return nil }
    }

    private mutating func take(_ kind: Character, _ value: Substring) -> Bool {
        switch kind {
        case "b":
            boot = String(value)
            return !value.isEmpty && value.utf8.count <= 32
        case "p":
            openLine = UInt32(value, radix: 16)
            return openLine != nil
        case "u":
            usage = Self.number(value)
            return usage != nil
        case "e":
            seq = Self.number(value)
            return seq != nil
        case "m":
            row = Self.number(value)
            return row ?? 0 >= 1
        case "l", "f":
            line = Self.number(value)
            isFinal = kind == "f"
            return line ?? 0 >= 1
        default: return false
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard let number = Int64(text), number >= 0, number < .max else { return nil }
        return number
    }

    package var text: String {
        var text = ""
        func add(_ part: String) { text += text.isEmpty ? part : ".\(part)" }
        if let boot { add("b\(boot)") }
        if let seq { add("e\(seq)") }
        if let line { add("\(isFinal ? "f" : "l")\(line)") }
        if let row { add("m\(row)") }
        if let openLine { add("p\(String(openLine, radix: 16))") }
        if let usage { add("u\(usage)") }
        return text
    }
}
