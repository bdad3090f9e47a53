/// The text of a regular expression to its tree: the syntax that grep -E, Python and JavaScript share.

/// Without back references and look-around: the rest is matched in a time that grows with the text.
struct PatternParser {
    private static let depthLimit = 100
    static let repeatLimit = 1000

    private let text: [Unicode.Scalar]
    private var place = 0
    private var ignoresCase: Bool

    static func parse(_ pattern: String, ignoresCase: Bool) throws(PatternError) -> PatternNode {
        var parser = PatternParser(text: Array(pattern.unicodeScalars), ignoresCase: ignoresCase)
        if parser.takes("(?i)") { parser.ignoresCase = true }
        let node = try parser.choice(depth: 0)
        if parser.place < parser.text.count { throw PatternError(.nothingToClose, at: parser.place) }
        return node
    }

    private mutating func choice(depth: Int) throws(PatternError) -> PatternNode {
        if depth > Self.depthLimit { throw PatternError(.tooDeep, at: place) }
        var branches = [try sequence(depth: depth)]
        while takes("|") { branches.append(try sequence(depth: depth)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence(depth: Int) throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let next, next != "|", next != ")" {
            var node = try atom(depth: depth)
            while let (low, high) = try repeats() {
                if case .assertion = node { throw PatternError(.nothingToRepeat, at: place - 1) }
                node = .repeated(node, min: low, max: high)
            }
            parts.append(node)
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func atom(depth: Int) throws(PatternError) -> PatternNode {
        let start = place
        let scalar = text[place]
        place += 1
        switch scalar {
        case "(": return try group(from: start, depth: depth)
        case "[": return .set(cased(try PatternClass.parse(text, &place, opened: start)))
        case ".": return .set(.any)
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "*", "+", "?": throw PatternError(.nothingToRepeat, at: start)
        case "\\": return try escape(from: start)
        default: return .set(cased(ScalarSet(scalar)))
        }
    }

    private mutating func group(from start: Int, depth: Int) throws(PatternError) -> PatternNode {
        if takes("?") {
            for look in ["=", "!", "<=", "<!"] where takes(look) {
                throw PatternError(.unsupported("(?\(look)…) look-arounds"), at: start)
            }
            if takes("P<") || takes("<") {
                while let next, next != ">" { place += 1 }
                if !takes(">") { throw PatternError(.badGroup, at: start) }
            } else if !takes(":") {
                throw PatternError(.badGroup, at: start)
            }
        }
        let node = try choice(depth: depth + 1)
        if !takes(")") { throw PatternError(.notClosed("("), at: start) }
        return node
    }

    private mutating func escape(from start: Int) throws(PatternError) -> PatternNode {
        guard let letter = next else { throw PatternError(.badEscape(" "), at: start) }
        switch letter {
        case "b", "B":
            place += 1
            return .assertion(letter == "b" ? .word : .notWord)
        case "A":
            place += 1
            return .assertion(.start)
        case "z", "Z":
            place += 1
            return .assertion(.end)
        case "1"..."9", "k": throw PatternError(.unsupported("back references"), at: start)
        default: return .set(cased(try PatternClass.escape(text, &place)))
        }
    }

    /// nil where nothing is repeated. A `?` behind it asks for the shortest match; whether there is one is
    /// the same.
    private mutating func repeats() throws(PatternError) -> (Int, Int?)? {
        var found: (Int, Int?)?
        if takes("*") {
            found = (0, nil)
        } else if takes("+") {
            found = (1, nil)
        } else if takes("?") {
            found = (0, 1)
        } else if next == "{", place + 1 < text.count, ("0"..."9").contains(text[place + 1]) {
            found = try bounds()
        }
        if found != nil { _ = takes("?") || takes("+") }
        return found
    }

    private mutating func bounds() throws(PatternError) -> (Int, Int?) {
        let start = place
        place += 1
        let low = number()
        var high = low
        if takes(",") { high = next == "}" ? nil : number() }
        guard takes("}"), let low, low <= Self.repeatLimit, (high ?? low) <= Self.repeatLimit,
            (high ?? low) >= low
        else {
            throw PatternError(.badRepeat, at: start)
        }
        return (low, high)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let next, ("0"..."9").contains(next) {
            value = min((value ?? 0) * 10 + Int(next.value - 0x30), 1_000_000)
            place += 1
        }
        return value
    }

    private func cased(_ set: ScalarSet) -> ScalarSet {
        ignoresCase ? set.withBothCases : set
    }

    private var next: Unicode.Scalar? { place < text.count ? text[place] : nil }

    private mutating func takes(_ expected: String) -> Bool {
        let scalars = expected.unicodeScalars
        guard text[place...].starts(with: scalars) else { return false }
        place += scalars.count
        return true
    }
}

extension PatternParser {
    private init(text: [Unicode.Scalar], ignoresCase: Bool) {
        self.init(text: text, place: 0, ignoresCase: ignoresCase)
    }
}
