/// Whether the text of one line holds what is looked for; colours in between don't count.
internal import LogText

/// For one thread, and one search: a pattern's automaton grows as it is used.
final class LineMatcher {
    private let query: LineQuery
    private let pattern: PatternMatcher?
    private var plain: [UInt8] = []

    init(_ query: LineQuery) {
        self.query = query
        if case .pattern(let program) = query {
            pattern = PatternMatcher(program)
        } else {
            pattern = nil
        }
    }

    /// - Parameter mayEscape: false where it is known that there is no ESC in it.
    func matches(_ line: UnsafeRawBufferPointer, mayEscape: Bool = true) -> Bool {
        guard mayEscape, LevelDetector.hasEscape(line) else { return matches(plain: line) }
        plain.removeAll(keepingCapacity: true)
        AnsiText.append(plainOf: line, to: &plain)
        return plain.withUnsafeBytes { matches(plain: $0) }
    }

    private func matches(plain line: UnsafeRawBufferPointer) -> Bool {
        switch query {
        case .any: true
        case .text(let needle): needle.first(in: line) != nil
        case .pattern: pattern?.matches(line) ?? false
        }
    }
}
