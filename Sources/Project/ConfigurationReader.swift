/// Reads the values of anana.yaml, and collects every mistake with its place: it does not stop at the first.
internal import YAML

struct ConfigurationReader {
    let file: String
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    mutating func fault(_ message: String, at position: Position) {
        diagnostics.append(Diagnostic(file: file, position: position, message: message))
    }

    /// The entries of a mapping; unknown keys are faults. Nothing at all is an empty mapping.
    mutating func mapping(_ node: YAMLNode?, _ what: String, keys: [String]) -> [String: YAMLNode.Entry] {
        var known: [String: YAMLNode.Entry] = [:]
        for entry in entries(node, what) {
            if keys.contains(entry.name) {
                known[entry.name] = entry
            } else {
                fault(Self.unknown("key", entry.name, allowed: keys) + " in \(what)", at: entry.position)
            }
        }
        return known
    }

    /// The entries of a mapping whose keys are names that the author chooses.
    mutating func entries(_ node: YAMLNode?, _ what: String) -> [YAMLNode.Entry] {
        guard let node, !node.isNull else { return [] }
        guard let entries = node.entries else {
            fault("\(what) must be a mapping, is \(node.kindName)", at: node.position)
            return []
        }
        return entries
    }

    mutating func string(_ entry: YAMLNode.Entry?) -> String? {
        guard let entry else { return nil }
        if let string = entry.value.string { return string }
        let hint = entry.value.text == nil || entry.value.isNull ? "" : ": put it in quotes"
        fault("'\(entry.name)' must be a string, is \(entry.value.kindName)\(hint)", at: entry.value.position)
        return nil
    }

    mutating func bool(_ entry: YAMLNode.Entry?) -> Bool? {
        guard let entry else { return nil }
        if let bool = entry.value.bool { return bool }
        fault("'\(entry.name)' must be true or false, is \(entry.value.kindName)", at: entry.value.position)
        return nil
    }

    mutating func integer(_ entry: YAMLNode.Entry?, in range: ClosedRange<Int>) -> Int? {
        guard let entry else { return nil }
        let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
        guard let integer = entry.value.integer else {
            fault("'\(entry.name)' must be \(expected), is \(entry.value.kindName)", at: entry.value.position)
            return nil
        }
        if let value = Int(exactly: integer), range.contains(value) { return value }
        fault("'\(entry.name)' must be \(expected), is \(integer)", at: entry.value.position)
        return nil
    }

    mutating func number(_ entry: YAMLNode.Entry?) -> Double? {
        guard let entry else { return nil }
        if let number = entry.value.number, number.isFinite { return number }
        fault("'\(entry.name)' must be a number, is \(entry.value.kindName)", at: entry.value.position)
        return nil
    }

    mutating func milliseconds(_ entry: YAMLNode.Entry?) -> Int64? {
        guard let entry else { return nil }
        let found = entry.value.text.map { "'\($0)'" } ?? entry.value.kindName
        if let text = entry.value.text, let value = Quantity.milliseconds(text) { return value }
        let message = "'\(entry.name)' must be a duration such as 30s (ms, s, m, h, d), is \(found)"
        fault(message, at: entry.value.position)
        return nil
    }

    mutating func bytes(_ entry: YAMLNode.Entry?) -> Int64? {
        guard let entry else { return nil }
        let found = entry.value.text.map { "'\($0)'" } ?? entry.value.kindName
        if let text = entry.value.text, let value = Quantity.bytes(text) { return value }
        fault("'\(entry.name)' must be a size such as 10GB or 512MiB, is \(found)", at: entry.value.position)
        return nil
    }

    /// A list of words: numbers and the like are taken as they are written.
    mutating func words(_ entry: YAMLNode.Entry?, example: String) -> [(text: String, position: Position)] {
        guard let entry else { return [] }
        guard let items = entry.value.items else {
            let message = "'\(entry.name)' must be a list such as \(example), is \(entry.value.kindName)"
            fault(message, at: entry.value.position)
            return []
        }
        var words: [(text: String, position: Position)] = []
        for item in items {
            if item.isNull {
                fault("an item of '\(entry.name)' is empty", at: item.position)
            } else if let text = item.text {
                if text.contains("\0") { fault("a word cannot contain a NUL character", at: item.position) }
                words.append((text, item.position))
            } else {
                fault("an item of '\(entry.name)' must be a string, is \(item.kindName)", at: item.position)
            }
        }
        return words
    }

    /// An argument vector. - Parameter position: of whom it belongs to, for one that is missing.
    mutating func command(_ entry: YAMLNode.Entry?, of what: String, at position: Position) -> [String] {
        let example = "[python3, train.py]"
        guard let entry else {
            fault("\(what) needs a 'command' such as \(example)", at: position)
            return []
        }
        let words = words(entry, example: example)
        if entry.value.items != nil, words.first?.text.isEmpty ?? true {
            fault("'command' must begin with a program, such as \(example)", at: entry.value.position)
        }
        return words.map(\.text)
    }

    /// A name that people type in commands and that stands in addresses.
    mutating func checkName(_ name: String, _ what: String, at position: Position) {
        let scalars = name.unicodeScalars
        let isName = scalars.first?.isNameStart == true && scalars.allSatisfy(\.isNamePart)
        if isName, scalars.count <= 64 { return }
        let rule = "1 to 64 letters, digits, '_', '-' or '.', the first no '-' or '.'"
        fault("the name of \(what) must be \(rule)", at: position)
    }

    /// "unknown key 'titel' (did you mean 'title'?)", else with all that is allowed.
    static func unknown(_ kind: String, _ name: String, allowed: [String]) -> String {
        let nearest = allowed.min { distance($0, name) < distance($1, name) }
        if let nearest, distance(nearest, name) <= max(1, min(2, name.count / 3)) {
            return "unknown \(kind) '\(name)' (did you mean '\(nearest)'?)"
        }
        return "unknown \(kind) '\(name)' (allowed: \(allowed.joined(separator: ", ")))"
    }

    /// Levenshtein's: insertions, deletions and replacements from one to the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[right.count]
    }
}

extension Unicode.Scalar {
    fileprivate var isNameStart: Bool {
        isASCII && (properties.isAlphabetic || properties.numericType != nil) || self == "_"
    }

    fileprivate var isNamePart: Bool { isNameStart || self == "-" || self == "." }
}
