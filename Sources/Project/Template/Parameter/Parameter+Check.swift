/// Whether a value is one that a parameter takes.
internal import JSON

extension Parameter {
    /// Linux takes 128 KiB for one argument (MAX_ARG_STRLEN), its flag and its NUL included.
    static let byteLimit = 128 * 1024 - 256

    /// The value as it is stored (`5.0` for an integer is `5`), or all that is wrong with it.
    func check(_ value: JSONValue, at path: [String]) throws(InvalidRequest) -> JSONValue {
        let flaws: [Violation]
        switch (kind, value) {
        case (.integer, _):
            guard let integer = value.integerValue else { throw wrongType(value, "an integer", at: path) }
            flaws = boundsFlaw(Double(integer), at: path)
            if flaws.isEmpty { return .integer(integer) }
        case (.number, _):
            guard let number = value.numberValue else { throw wrongType(value, "a number", at: path) }
            flaws = boundsFlaw(number, at: path)
        case (.boolean, .bool): flaws = []
        case (.boolean, _): throw wrongType(value, "true or false", at: path)
        case (.string, .string(let text)), (.path, .string(let text)): flaws = textFlaw(text, at: path)
        case (.string, _), (.path, _): throw wrongType(value, "a string", at: path)
        case (.enum, .string(let text)), (.flavor, .string(let text)):
            let detail = "must be one of \(choices.joined(separator: ", ")), is '\(text)'"
            flaws = choices.contains(text) ? [] : [Violation(at: path, detail)]
        case (.enum, _), (.flavor, _):
            throw wrongType(value, "one of \(choices.joined(separator: ", "))", at: path)
        case (.array, .array(let items)):
            flaws = items.enumerated().flatMap { index, item in itemFlaw(item, at: path + [String(index)]) }
        case (.array, _): throw wrongType(value, "a list of strings", at: path)
        }
        guard flaws.isEmpty else { throw InvalidRequest(violations: flaws) }
        return value
    }

    private func wrongType(_ value: JSONValue, _ expected: String, at path: [String]) -> InvalidRequest {
        InvalidRequest(violations: [Violation(at: path, "must be \(expected), is \(value.kindName)")])
    }

    private func boundsFlaw(_ number: Double, at path: [String]) -> [Violation] {
        if let minimum, number < minimum {
            return [Violation(at: path, "must be at least \(minimum.plain), is \(number.plain)")]
        }
        if let maximum, number > maximum {
            return [Violation(at: path, "must be at most \(maximum.plain), is \(number.plain)")]
        }
        return []
    }

    private func textFlaw(_ text: String, at path: [String]) -> [Violation] {
        if text.utf8.contains(0) { return [Violation(at: path, "must not contain a NUL character")] }
        if text.utf8.count > Self.byteLimit {
            return [Violation(at: path, "must be at most \(Self.byteLimit) bytes, is \(text.utf8.count)")]
        }
        // Behind no flag it would be an option of the program: `/bin/bash -c …` instead of a script.
        if position != nil, kind == .string || kind == .path, text.hasPrefix("-") {
            return [Violation(at: path, "must not begin with '-'; a file of such a name is './\(text)'")]
        }
        if variable != nil, kind == .array, text.contains("\n") {
            return [Violation(at: path, "must not contain a line end: the variable has a line an item")]
        }
        return patternFlaw(text, at: path)
    }

    private func patternFlaw(_ text: String, at path: [String]) -> [Violation] {
        // The reader of anana.yaml has found it to be one.
        guard let pattern, let expression = try? Regex(pattern) else { return [] }
        // Expressions may take long on long texts.
        if text.utf8.count > 4096 { return [Violation(at: path, "must be at most 4096 bytes, is \(text.utf8.count)")] }
        if (try? expression.wholeMatch(in: text)) != nil { return [] }
        return [Violation(at: path, "must match \(pattern), is '\(text)'")]
    }

    private func itemFlaw(_ item: JSONValue, at path: [String]) -> [Violation] {
        guard case .string(let text) = item else {
            return [Violation(at: path, "must be a string, is \(item.kindName)")]
        }
        return textFlaw(text, at: path)
    }
}

extension JSONValue {
    /// What it is, in the words of an error.
    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number(let number): number.plain
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension Double {
    /// `500`, not `500.0`.
    fileprivate var plain: String {
        if let integer = Int64(exactly: self) { return String(integer) }
        return description
    }
}
