/// A parameter as anana.yaml writes it, with all its mistakes.
internal import JSON
internal import YAML

extension Parameter {
    private static let keys = [
        "type", "title", "help", "required", "default", "minimum", "maximum", "choices", "items", "flag",
        "position", "variable", "pattern", "group", "order",
    ]

    /// Nil when the mistakes leave no parameter to speak of; there is at least one in `reader` then.
    init?(_ entry: YAMLNode.Entry, flavors: [Flavor], reader: inout ConfigurationReader) {
        let what = "parameter '\(entry.name)'"
        reader.checkName(entry.name, "a parameter", at: entry.position)
        let fields = reader.mapping(entry.value, what, keys: Self.keys)
        let carrier = Self.carrier(fields, of: entry, reader: &reader)
        guard let kind = Self.kind(fields["type"], of: entry, reader: &reader) else { return nil }
        Self.checkKeys(fields, of: kind, reader: &reader)
        _ = reader.integer(fields["order"], in: -1000...1000)
        if kind == .boolean, let position = fields["position"] {
            reader.fault("a boolean needs a 'flag': it has no word for a position", at: position.position)
        }
        let isRequired = reader.bool(fields["required"]) ?? false
        guard let carrier else { return nil }
        self.init(
            name: entry.name, kind: kind,
            title: reader.string(fields["title"]), help: reader.string(fields["help"]),
            isRequired: isRequired, defaultValue: nil,
            minimum: Self.bound(fields["minimum"], of: kind, reader: &reader),
            maximum: Self.bound(fields["maximum"], of: kind, reader: &reader),
            choices: Self.choices(
                fields["choices"], of: kind, entry: entry, flavors: flavors, reader: &reader),
            carrier: carrier, pattern: Self.pattern(fields["pattern"], reader: &reader),
            group: reader.string(fields["group"]))
        if let minimum, let maximum, minimum > maximum, let field = fields["minimum"] {
            reader.fault("'minimum' is above 'maximum'", at: field.value.position)
        }
        setDefault(fields["default"], reader: &reader)
    }

    private static func kind(
        _ field: YAMLNode.Entry?, of entry: YAMLNode.Entry, reader: inout ConfigurationReader
    ) -> Kind? {
        let names = Kind.allCases.map(\.rawValue)
        guard let field else {
            let message = "parameter '\(entry.name)' needs a 'type': one of \(names.joined(separator: ", "))"
            reader.fault(message, at: entry.position)
            return nil
        }
        guard let name = reader.string(field) else { return nil }
        if let kind = Kind(rawValue: name) { return kind }
        reader.fault(ConfigurationReader.unknown("type", name, allowed: names), at: field.value.position)
        return nil
    }

    private static func pattern(_ field: YAMLNode.Entry?, reader: inout ConfigurationReader) -> String? {
        guard let field, let text = reader.string(field) else { return nil }
        do {
            _ = try Regex(text)
            return text
        } catch {
            reader.fault("'pattern' is no regular expression: \(error)", at: field.value.position)
            return nil
        }
    }

    /// Its place in the form; 0 where none is written.
    static func order(of entry: YAMLNode.Entry) -> Int {
        entry.value["order"]?.integer.flatMap { Int(exactly: $0) } ?? 0
    }

    private static func carrier(
        _ fields: [String: YAMLNode.Entry], of entry: YAMLNode.Entry, reader: inout ConfigurationReader
    ) -> Carrier? {
        if let field = fields["variable"] { return variable(field, fields, reader: &reader) }
        switch (fields["flag"], fields["position"]) {
        case (nil, nil):
            let message = "parameter '\(entry.name)' needs a 'flag' such as --\(entry.name), or a 'position'"
            reader.fault(message, at: entry.position)
            return nil
        case (.some, let position?):
            reader.fault("a parameter has a 'flag' or a 'position', not both", at: position.position)
            return nil
        case (let field?, nil):
            guard let flag = reader.string(field) else { return nil }
            let isWord = flag.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "=" && $0.value != 0x7F }
            if isWord, flag.hasPrefix("-"), flag.contains(where: { $0 != "-" }) { return .flag(flag) }
            let rule = "an option such as --\(entry.name), without blanks and '='"
            let message = "'flag' must be \(rule); is '\(flag)'"
            reader.fault(message, at: field.value.position)
            return nil
        case (nil, let field?):
            return reader.integer(field, in: 1...100).map { .position($0) }
        }
    }

    private static func variable(
        _ field: YAMLNode.Entry, _ fields: [String: YAMLNode.Entry], reader: inout ConfigurationReader
    ) -> Carrier? {
        if let other = fields["flag"] ?? fields["position"] {
            reader.fault("a parameter with a 'variable' has no '\(other.name)'", at: other.position)
        }
        guard let name = reader.string(field) else { return nil }
        if EnvironmentRule.isName(name), !EnvironmentRule.isReserved(name) { return .variable(name) }
        let rule = "a name such as DATA_DIR, and none of the server's own"
        reader.fault("'variable' must be \(rule); is '\(name)'", at: field.value.position)
        return nil
    }

    /// A key that a kind has no use for is a mistake: it would promise what nobody checks.
    private static func checkKeys(
        _ fields: [String: YAMLNode.Entry], of kind: Kind, reader: inout ConfigurationReader
    ) {
        for (key, kinds) in [
            ("minimum", [Kind.integer, .number]), ("maximum", [.integer, .number]), ("choices", [.enum]),
            ("items", [.array]), ("pattern", [.string, .path, .array]),
        ] {
            guard let field = fields[key], !kinds.contains(kind) else { continue }
            let names = kinds.map(\.rawValue).joined(separator: " or ")
            reader.fault("'\(key)' belongs to type \(names), not to \(kind.rawValue)", at: field.position)
        }
        if kind == .array, let field = fields["items"], let items = reader.string(field), items != "string" {
            reader.fault("'items' must be string, is '\(items)'", at: field.value.position)
        }
    }

    private static func bound(
        _ field: YAMLNode.Entry?, of kind: Kind, reader: inout ConfigurationReader
    ) -> Double? {
        guard kind == .integer || kind == .number, let number = reader.number(field) else { return nil }
        if let field, kind == .integer, number != number.rounded() {
            let message = "'\(field.name)' of an integer must be an integer, is \(number)"
            reader.fault(message, at: field.value.position)
        }
        return number
    }

    private static func choices(
        _ field: YAMLNode.Entry?, of kind: Kind, entry: YAMLNode.Entry, flavors: [Flavor],
        reader: inout ConfigurationReader
    ) -> [String] {
        guard kind == .enum else { return kind == .flavor ? flavors.map(\.name) : [] }
        let words = reader.words(field, example: "[small, large]")
        if field == nil || field?.value.items?.isEmpty == true {
            let message = "enum '\(entry.name)' needs 'choices', a list such as [small, large]"
            reader.fault(message, at: field?.value.position ?? entry.position)
        }
        var seen: Set<String> = []
        for word in words where !seen.insert(word.text).inserted {
            reader.fault("'\(word.text)' is in 'choices' twice", at: word.position)
        }
        return words.map(\.text)
    }

    /// A boolean that need not be given is false without a word.
    private mutating func setDefault(_ field: YAMLNode.Entry?, reader: inout ConfigurationReader) {
        guard let field else {
            if kind == .boolean, !isRequired { defaultValue = false }
            return
        }
        if isRequired { reader.fault("a required parameter cannot have a 'default'", at: field.position) }
        do throws(InvalidRequest) {
            defaultValue = try check(JSONValue(field.value, choicesAsText: kind == .enum), at: [])
        } catch {
            for violation in error.violations {
                reader.fault("'default' \(violation.detail)", at: field.value.position)
            }
        }
    }
}

extension JSONValue {
    /// - Parameter choicesAsText: takes `default: 3` of `choices: [1, 2, 3]` as the text that a choice is.
    fileprivate init(_ node: YAMLNode, choicesAsText: Bool) {
        switch node.kind {
        case .sequence(let items): self = .array(items.map { JSONValue($0, choicesAsText: false) })
        case .mapping: self = .object([:])
        case .scalar(let text, _):
            switch CoreValue(plain: text) {
            case _ where choicesAsText && !node.isNull: self = .string(text)
            case _ where node.string != nil: self = .string(text)
            case .null: self = .null
            case .bool(let value): self = .bool(value)
            case .integer(let value): self = .integer(value)
            case .number(let value): self = .number(value)
            case .string(let value): self = .string(value)
            }
        }
    }
}
