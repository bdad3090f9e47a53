/// What a schema asks, as the arguments of the runtime's calls that check it.
struct RuleCode {
    /// Each has a constant that `PatternTranslator` declares.
    let patterns: [CharacterPattern]

    func arguments(_ rules: TextRules) -> [String] {
        let format = rules.format.flatMap { $0 == .password ? nil : $0 }
        return Self.some(("minLength", rules.minLength), ("maxLength", rules.maxLength))
            + Self.some(("pattern", rules.pattern.flatMap(constant)))
            + Self.some(("format", format.map { ".\($0)" }))
    }

    func arguments(_ rules: IntegerRules) -> [String] {
        Self.some(("minimum", rules.minimum), ("maximum", rules.maximum), ("multipleOf", rules.multipleOf))
    }

    func arguments(_ rules: NumberRules) -> [String] {
        Self.some(
            ("minimum", rules.minimum), ("maximum", rules.maximum), ("above", rules.above),
            ("below", rules.below))
    }

    func arguments(_ rules: ListRules) -> [String] {
        Self.some(("minItems", rules.minItems), ("maxItems", rules.maxItems))
    }

    func arguments(_ rules: TableRules) -> [String] {
        let names = rules.names.map { "Rules.Text(\(arguments($0).joined(separator: ", ")))" }
        return Self.some(("minProperties", rules.minProperties), ("maxProperties", rules.maxProperties))
            + Self.some(("names", names))
    }

    /// `method(arguments) { closure }`, without parentheses where there is nothing in them.
    static func call(_ method: String, _ arguments: [String], closure: String) -> String {
        method + (arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))") + " { \(closure) }"
    }

    private func constant(_ pattern: CharacterPattern) -> String? {
        patterns.firstIndex(of: pattern).map(PatternTranslator.reference)
    }

    /// Arguments for the rules that there are.
    private static func some<Value>(_ rules: (name: String, value: Value?)...) -> [String] {
        rules.compactMap { rule in rule.value.map { "\(rule.name): \($0)" } }
    }
}
