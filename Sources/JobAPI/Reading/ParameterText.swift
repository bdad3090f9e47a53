/// The text of one path, query or header parameter, to be read as what its schema says.
struct ParameterText {
    /// What is wrong with it, and what would be right.
    struct Fault: Error, Equatable {
        let detail: String
    }

    let text: String

    func string(
        minLength: Int? = nil, maxLength: Int? = nil, pattern: Rules.Pattern? = nil,
        format: Rules.Format? = nil
    ) throws(Fault) -> String {
        let rules = Rules.Text(minLength: minLength, maxLength: maxLength, pattern: pattern, format: format)
        return try check(text, Rules.fault(in: text, rules))
    }

    func integer<Value: FixedWidthInteger>(
        _ type: Value.Type, minimum: Value? = nil, maximum: Value? = nil, multipleOf factor: Value? = nil
    ) throws(Fault) -> Value {
        let isPlain =
            !text.hasPrefix("+") && text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) }
        if isPlain, let value = Value(text) {
            return try check(
                value, Rules.fault(in: value, minimum: minimum, maximum: maximum, multipleOf: factor))
        }
        let range = "must be an integer between \(minimum ?? .min) and \(maximum ?? .max)"
        throw Fault(detail: range + Rules.found(text))
    }

    func number(
        minimum: Double? = nil, maximum: Double? = nil, above low: Double? = nil, below high: Double? = nil
    ) throws(Fault) -> Double {
        // `Double` reads "nan", "inf" and hexadecimal, too.
        let isPlain = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        guard isPlain, let value = Double(text), value.isFinite else {
            throw Fault(detail: "must be a number" + Rules.found(text))
        }
        return try check(
            value, Rules.fault(in: value, minimum: minimum, maximum: maximum, above: low, below: high))
    }

    func bool() throws(Fault) -> Bool {
        try check(text == "true", Rules.fault(in: text, choices: ["true", "false"]))
    }

    func timestamp() throws(Fault) -> Timestamp {
        if let value = Timestamp(text) { return value }
        throw Fault(detail: "must be a date and time such as 2026-11-23T10:20:30Z" + Rules.found(text))
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) throws(Fault) -> Value {
        if let value = Value(rawValue: text) { return value }
        throw Fault(
            detail: Rules.fault(in: text, choices: Value.allCases.map(\.rawValue)) ?? "must be another")
    }

    /// A comma-separated list (`style: form`, `explode: false`); the empty text is the empty list.
    func list<Element>(
        minItems: Int? = nil, maxItems: Int? = nil, _ read: (ParameterText) throws(Fault) -> Element
    ) throws(Fault) -> [Element] {
        try parts.list(minItems: minItems, maxItems: maxItems, read)
    }

    /// `uniqueItems: true`.
    func uniqueList<Element: Hashable>(
        minItems: Int? = nil, maxItems: Int? = nil, _ read: (ParameterText) throws(Fault) -> Element
    ) throws(Fault) -> [Element] {
        try parts.uniqueList(minItems: minItems, maxItems: maxItems, read)
    }

    private var parts: ParameterTexts {
        let parts = text.split(separator: ",", omittingEmptySubsequences: !text.utf8.contains(0x2C))
        return ParameterTexts(texts: parts.map { ParameterText(text: String($0)) })
    }

    private func check<Value>(_ value: Value, _ fault: String?) throws(Fault) -> Value {
        guard let fault else { return value }
        throw Fault(detail: fault)
    }
}

/// The items of a list, however they were said: with commas between them, or each by itself.
struct ParameterTexts {
    let texts: [ParameterText]

    func list<Element>(
        minItems: Int? = nil, maxItems: Int? = nil,
        _ read: (ParameterText) throws(ParameterText.Fault) -> Element
    ) throws(ParameterText.Fault) -> [Element] {
        var elements: [Element] = []
        for text in texts { elements.append(try read(text)) }
        if let fault = Rules.fault(inCount: elements.count, minItems: minItems, maxItems: maxItems) {
            throw ParameterText.Fault(detail: fault)
        }
        return elements
    }

    func uniqueList<Element: Hashable>(
        minItems: Int? = nil, maxItems: Int? = nil,
        _ read: (ParameterText) throws(ParameterText.Fault) -> Element
    ) throws(ParameterText.Fault) -> [Element] {
        let elements = try list(minItems: minItems, maxItems: maxItems, read)
        if let fault = Rules.repeated(in: elements) { throw ParameterText.Fault(detail: fault) }
        return elements
    }
}
