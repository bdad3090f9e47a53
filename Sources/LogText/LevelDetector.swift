/// The level of each line of a log, in order: a traceback's body belongs to the line that it follows.
internal import Glibc

package struct LevelDetector: Sendable {
    package struct Verdict: Equatable, Sendable {
        package let level: LogLevel
        /// Belongs to the line above.
        package let continues: Bool

        package init(level: LogLevel, continues: Bool) {
            self.level = level
            self.continues = continues
        }
    }

    /// What the line above began and left open.
    private enum Block {
        case none
        /// Indented lines, then the line with the exception itself.
        case traceback
        /// The exception was named; another one may follow that it caused.
        case exception
        /// `Exception Group`: all of it is indented.
        case group
        /// Python's fault handler: a stack of each thread.
        case fault
        /// A Python warning: its line of source may follow.
        case warning
    }

    private var block = Block.none
    /// Of the open block.
    private var level = LogLevel.unknown
    /// Of the line above.
    private var last = LogLevel.unknown
    /// What a launcher puts before each line of a traceback, as `[rank0]: `.
    private var prefix: [UInt8] = []

    package init() {}

    /// The next line, or its first few hundred bytes. `mayEscape`: false where it is known to have no ESC.
    package mutating func judge(_ line: UnsafeRawBufferPointer, mayEscape: Bool = true) -> Verdict {
        if mayEscape && Self.hasEscape(line) {
            return AnsiText.plain(line).withUnsafeBytes { judge(plain: $0) }
        }
        return judge(plain: line)
    }

    /// Whether the next line stands for itself: no block is open.
    package var isIdle: Bool {
        if case .none = block { true } else { false }
    }

    /// Lines have passed that say nothing of a level (`LevelScan`).
    package mutating func passPlain() {
        last = .unknown
    }

    /// One look at many lines is cheaper than one a line.
    package static func hasEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        return memchr(base, 0x1B, bytes.count) != nil
    }

    private mutating func judge(plain line: UnsafeRawBufferPointer) -> Verdict {
        // Most lines: part of nothing, begin nothing, say nothing of a level.
        if block == .none && !Self.mayBegin(line) && !LevelHint.mayHaveLevel(line) {
            last = .unknown
            return Verdict(level: .unknown, continues: false)
        }
        if let verdict = begin(line) ?? goOn(line) {
            last = verdict.level
            return verdict
        }
        block = .none
        let finding = LevelHint.mayHaveLevel(line) ? LevelForm.find(in: line) : nil
        last = finding?.level ?? .unknown
        if let finding, finding.isPythonWarning {
            block = .warning
            level = .warning
        }
        return Verdict(level: last, continues: false)
    }

    /// By its first and last byte alone.
    private static func mayBegin(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let first = line.first, let last = line.last else { return false }
        return last == UInt8(ascii: ":") || first == UInt8(ascii: " ") || first == UInt8(ascii: "F")
    }

    /// A line that opens a block of an exception.
    private mutating func begin(_ line: UnsafeRawBufferPointer) -> Verdict? {
        let header = "Traceback (most recent call last):".utf8
        if line.last == UInt8(ascii: ":"), line.count < 160, line.suffix(header.count).elementsEqual(header) {
            let before = line.dropLast(header.count)
            let isGroup = before.suffix(16).elementsEqual("Exception Group ".utf8)
            return open(isGroup ? .group : .traceback, prefix: isGroup ? [] : Array(before))
        }
        guard block == .none else { return nil }
        if line.starts(with: "  File \"".utf8) { return open(.traceback, prefix: []) }
        if line.starts(with: "Fatal Python error: ".utf8) {
            block = .fault
            level = .critical
            return Verdict(level: level, continues: false)
        }
        return nil
    }

    private mutating func open(_ kind: Block, prefix: [UInt8]) -> Verdict {
        let continues = block != .none && block != .warning || last >= .warning
        if !continues { level = .error } else if block == .none || block == .warning { level = last }
        block = kind
        self.prefix = prefix
        return Verdict(level: level, continues: continues)
    }

    /// nil where the line is no part of what is open.
    private mutating func goOn(_ line: UnsafeRawBufferPointer) -> Verdict? {
        if block == .none { return nil }
        let body =
            line.starts(with: prefix) ? UnsafeRawBufferPointer(rebasing: line.dropFirst(prefix.count)) : line
        let isIndented = body.first == 0x20 || body.first == 0x09
        let verdict = Verdict(level: level, continues: true)
        switch block {
        case .none: return nil
        case .traceback:
            if isIndented || body.isEmpty { return verdict }
            // Another process's record in between ends it; the exception's own line has no level.
            if LevelForm.find(in: body) != nil { return nil }
            block = .exception
            return verdict
        case .exception:
            let links = [
                "During handling of the above exception", "The above exception was the direct cause",
            ]
            return body.isEmpty || links.contains { body.starts(with: $0.utf8) } ? verdict : nil
        case .group: return isIndented ? verdict : nil
        case .fault:
            let parts = ["Current thread", "Thread 0x", "Python runtime state", "Extension modules"]
            return isIndented || body.isEmpty || parts.contains { body.starts(with: $0.utf8) } ? verdict : nil
        case .warning:
            block = .none
            return isIndented ? verdict : nil
        }
    }
}
