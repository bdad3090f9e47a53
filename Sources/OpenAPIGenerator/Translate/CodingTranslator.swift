/// Schemas to the code that writes them to JSON and reads them, checked, from JSON.
struct CodingTranslator {
    let names: TypeNames

    static let closure = "(reader) throws(JSONError)"

    /// Statements that write `value`, of a Swift type without question mark, to `writer`.
    func encode(_ schema: Schema, _ value: String, depth: Int = 0) -> [SwiftStatement] {
        let schema = names.resolved(schema)
        switch schema.kind {
        case .any: return [.line("writer.value(\(value))")]
        case .string, .constant: return [.line("writer.string(\(value))")]
        case .timestamp: return [.line("writer.string(\(value).description)")]
        case .integer: return [.line("writer.integer(\(value))")]
        case .number: return [.line("writer.number(\(value))")]
        case .boolean: return [.line("writer.bool(\(value))")]
        case .freeObject: return [.line("writer.object(\(value))")]
        case .reference, .choice, .object, .union: return [.line("\(value).encode(to: &writer)")]
        case .array(let items, _, _):
            let item = depth == 0 ? "item" : "item\(depth)"
            return [
                .line("writer.beginArray()"),
                .block("for \(item) in \(value)", encodeNullable(items, item, depth: depth + 1)),
                .line("writer.endArray()"),
            ]
        case .dictionary(let element):
            let (name, item) = depth == 0 ? ("name", "item") : ("name\(depth)", "item\(depth)")
            return [
                .line("writer.beginObject()"),
                .block(
                    "for (\(name), \(item)) in \(value).sorted(by: { $0.key < $1.key })",
                    [.line("writer.key(\(name))")] + encodeNullable(element, item, depth: depth + 1)),
                .line("writer.endObject()"),
            ]
        }
    }

    private func encodeNullable(_ schema: Schema, _ value: String, depth: Int) -> [SwiftStatement] {
        guard names.isNullable(schema) else { return encode(schema, value, depth: depth) }
        return [
            .pair(
                "if let \(value)", encode(schema, value, depth: depth), "else", [.line("writer.null()")])
        ]
    }

    /// `encode(to:)` of a struct.
    func encoder(of properties: [Schema.Property]) -> SwiftDeclaration {
        let members = properties.flatMap(encodeMember)
        return .function(
            "package func encode", ["to writer: inout JSONWriter"],
            body: [.line("writer.beginObject()")] + members + [.line("writer.endObject()")])
    }

    private func encodeMember(_ property: Schema.Property) -> [SwiftStatement] {
        let key = SwiftStatement.line("writer.key(\(Names.literal(property.name)))")
        if case .constant(let text) = property.schema.kind {
            return [key, .line("writer.string(\(Names.literal(text)))")]
        }
        guard let name = Names.member(property.name) else { return [] }
        // A member named like the parameter would hide it.
        let value = name == "writer" ? "self.writer" : Names.code(name)
        let local = name == "writer" ? "member" : value
        let bind =
            local == value && !value.hasPrefix("`") ? "if let \(value)" : "if let \(local) = self.\(name)"
        if names.isNullable(property.schema) {
            let write = encode(property.schema, local)
            if property.isRequired || names.defaultCode(property.schema) != nil {
                return [key, .pair(bind, write, "else", [.line("writer.null()")])]
            }
            return [.block(bind, [key] + write)]
        }
        if property.isRequired || names.defaultCode(property.schema) != nil {
            return [key] + encode(property.schema, value)
        }
        return [.block(bind, [key] + encode(property.schema, local))]
    }
}

extension CodingTranslator {
    /// An expression that reads a value from `reader`: nil is a violation, noted.
    func decode(_ schema: Schema, suggesting suggestion: String) -> String {
        let type = names.name(of: schema, suggesting: suggestion)
        guard names.isNullable(schema) else { return decode(schema, as: type, suggestion) }
        return "try reader.nullable { \(Self.closure) in \(decode(schema, as: type, suggestion)) }"
    }

    private func decode(_ schema: Schema, as type: String, _ suggestion: String) -> String {
        switch names.resolved(schema).kind {
        case .any: return "try reader.value()"
        case .string(let minLength, let maxLength, let pattern):
            let rules =
                Self.rules(("minLength", minLength), ("maxLength", maxLength)) + argument(for: pattern)
            return "try reader.string(\(rules.joined(separator: ", ")))"
        case .constant(let text): return "try reader.constant(\(Names.literal(text)))"
        case .timestamp: return "try reader.timestamp()"
        case .integer(_, let minimum, let maximum):
            let rules = [type + ".self"] + Self.rules(("minimum", minimum), ("maximum", maximum))
            return "try reader.integer(\(rules.joined(separator: ", ")))"
        case .number(let minimum, let maximum):
            let rules = Self.rules(("minimum", minimum), ("maximum", maximum))
            return "try reader.number(\(rules.joined(separator: ", ")))"
        case .boolean: return "try reader.bool()"
        case .freeObject: return "try reader.object()"
        case .reference, .choice, .object, .union: return "try \(type)(from: &reader)"
        case .array(let items, let minItems, let maxItems):
            let rules = Self.rules(("minItems", minItems), ("maxItems", maxItems)).joined(separator: ", ")
            let element = decode(items, suggesting: suggestion + "Item")
            return "try reader.array\(rules.isEmpty ? "" : "(\(rules))") { \(Self.closure) in \(element) }"
        case .dictionary(let value):
            return
                "try reader.dictionary { \(Self.closure) in "
                + decode(value, suggesting: suggestion + "Value") + " }"
        }
    }

    /// Arguments for the rules that there are.
    static func rules<Value>(_ rules: (name: String, value: Value?)...) -> [String] {
        rules.compactMap { rule in rule.value.map { "\(rule.name): \($0)" } }
    }

    /// `pattern:` with the constant that `PatternTranslator` declares.
    func argument(for pattern: CharacterPattern?) -> [String] {
        guard let pattern, let index = names.document.patterns.firstIndex(of: pattern) else { return [] }
        return ["pattern: " + PatternTranslator.reference(index)]
    }

    /// `init?(from:)` of a struct.
    func decoder(of properties: [Schema.Property], isClosed: Bool) -> SwiftDeclaration {
        let members = properties.map(Member.init)
        var body: [SwiftStatement] = [.line("guard try reader.beginObject() else { return nil }")]
        body += members.filter(\.isKept).map { member in
            .line("var \(member.code) = SchemaReader.Member<\(keptType(member.property))>()")
        }
        body.append(
            .block(
                "while let key = try reader.nextKey()",
                [
                    .block("switch key", members.map(readMember) + [otherwise(properties, isClosed)])
                ]))
        let required = members.filter(\.property.isRequired)
        body += required.map { .line("reader.require(\($0.code), \(Names.literal($0.property.name)))") }
        let unwrapped = required.filter { !$0.isConstant }.map { "let \($0.code) = \($0.code).value" }
        if !unwrapped.isEmpty { body.append(.guarded(unwrapped)) }
        body.append(
            .call(prefix: "self.init", arguments: members.filter { !$0.isConstant }.map(argument), suffix: "")
        )
        return .function(
            "package init?", ["from reader: inout SchemaReader"], " throws(JSONError)", body: body)
    }

    /// A property and the local variable that holds it while the object is read.
    private struct Member {
        let property: Schema.Property
        let name: String
        let code: String

        init(_ property: Schema.Property) {
            self.property = property
            name = Names.member(property.name) ?? property.name
            code = ["reader", "key"].contains(name) ? name + "Member" : Names.code(name)
        }

        var isConstant: Bool { if case .constant = property.schema.kind { true } else { false } }
        var isKept: Bool { !isConstant || property.isRequired }
    }

    private func keptType(_ property: Schema.Property) -> String {
        let suggestion = Names.type(property.name) ?? property.name
        return names.name(of: property.schema, suggesting: suggestion)
            + (names.isNullable(property.schema) ? "?" : "")
    }

    private func readMember(_ member: Member) -> SwiftStatement {
        let suggestion = Names.type(member.property.name) ?? member.property.name
        let value = decode(member.property.schema, suggesting: suggestion)
        let store = member.isKept ? "\(member.code) = .init(\(value))" : "_ = \(value)"
        return .label("case \(Names.literal(member.property.name)):", [.line(store)])
    }

    private func otherwise(_ properties: [Schema.Property], _ isClosed: Bool) -> SwiftStatement {
        let known = properties.isEmpty ? "none" : properties.map(\.name).joined(separator: ", ")
        return .label(
            "default:",
            [
                .line(isClosed ? "try reader.unknown(allowed: \(Names.literal(known)))" : "try reader.skip()")
            ])
    }

    private func argument(_ member: Member) -> String {
        let label = member.name + ": "
        if member.property.isRequired { return label + member.code }
        if let value = names.defaultCode(member.property.schema) {
            return label + "\(member.code).value ?? \(value)"
        }
        return label + member.code + ".value" + (names.isNullable(member.property.schema) ? " ?? nil" : "")
    }
}
