/// Schemas to the code that reads them, checked, from JSON.
extension CodingTranslator {
    static let closure = "(reader) throws(JSONError)"

    /// An expression that reads a value from `reader`: nil is a violation, noted.
    func decode(_ schema: Schema, suggesting suggestion: String) -> String {
        let type = names.name(of: schema, suggesting: suggestion)
        guard names.isNullable(schema) else { return decode(schema, as: type, suggestion) }
        return "try reader.nullable { \(Self.closure) in \(decode(schema, as: type, suggestion)) }"
    }

    private func decode(_ schema: Schema, as type: String, _ suggestion: String) -> String {
        func call(_ method: String, _ arguments: [String]) -> String {
            "try reader.\(method)(\(arguments.joined(separator: ", ")))"
        }
        func each(_ method: String, _ arguments: [String], _ element: Schema, _ word: String) -> String {
            let read = "\(Self.closure) in " + decode(element, suggesting: suggestion + word)
            return RuleCode.call("try reader." + method, arguments, closure: read)
        }
        return switch names.resolved(schema).kind {
        case .any: "try reader.value()"
        case .string(let rules): call("string", self.rules.arguments(rules))
        case .constant(let literal): call("constant", [Self.code(literal)])
        case .timestamp: "try reader.timestamp()"
        case .integer(_, let rules): call("integer", [type + ".self"] + self.rules.arguments(rules))
        case .number(let rules): call("number", self.rules.arguments(rules))
        case .boolean: "try reader.bool()"
        case .freeObject(let rules): call("object", self.rules.arguments(rules))
        case .reference, .choice, .object, .union: "try \(type)(from: &reader)"
        case .array(let items, let rules):
            each(rules.isUnique ? "uniqueArray" : "array", self.rules.arguments(rules), items, "Item")
        case .dictionary(let value, let rules):
            each("dictionary", self.rules.arguments(rules), value, "Value")
        }
    }

    private static func code(_ constant: Schema.Literal) -> String {
        switch constant {
        case .string(let text): Names.literal(text)
        case .integer(let value): String(value)
        case .bool(let value): String(value)
        // `SchemaParser` makes no other constants.
        case .null, .number, .array, .emptyObject: "nil"
        }
    }

    /// `init?(from:)` of a struct.
    func decoder(of properties: [Schema.Property], _ rest: Schema.Rest) -> SwiftDeclaration {
        let members = properties.map(Member.init)
        var body: [SwiftStatement] = [.line("guard try reader.beginObject() else { return nil }")]
        body += members.filter(\.isKept).map { member in
            .line("var \(member.code) = SchemaReader.Member<\(keptType(member.property))>()")
        }
        if case .kept(let schema) = rest {
            body.append(.line("var additionalProperties: [String: \(restType(schema))] = [:]"))
        }
        let cases = members.map(readMember) + [otherwise(properties, rest)]
        body.append(.block("while let key = try reader.nextKey()", [.block("switch key", cases)]))
        let required = members.filter(\.property.isDemanded)
        body += required.map { .line("reader.require(\($0.code), \(Names.literal($0.property.name)))") }
        let unwrapped = required.filter { !$0.isConstant }.map { "let \($0.code) = \($0.code).value" }
        if !unwrapped.isEmpty { body.append(.guarded(unwrapped)) }
        var arguments = members.filter { !$0.isConstant && $0.isKept }.map(argument)
        if case .kept = rest { arguments.append("additionalProperties: additionalProperties") }
        body.append(.call(prefix: "self.init", arguments: arguments, suffix: ""))
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
            let own = ["reader", "key", "additionalProperties"]
            code = own.contains(name) ? name + "Member" : Names.code(name)
        }

        var isConstant: Bool { if case .constant = property.schema.kind { true } else { false } }
        var isKept: Bool { property.direction != .readOnly && (!isConstant || property.isRequired) }
    }

    private func keptType(_ property: Schema.Property) -> String {
        if case .constant(let literal) = property.schema.kind { return TypeNames.type(of: literal) }
        let suggestion = Names.type(property.name) ?? property.name
        return names.name(of: property.schema, suggesting: suggestion)
            + (names.isNullable(property.schema) ? "?" : "")
    }

    private func restType(_ schema: Schema) -> String {
        names.name(of: schema, suggesting: TypeNames.restName) + (names.isNullable(schema) ? "?" : "")
    }

    private func readMember(_ member: Member) -> SwiftStatement {
        let label = "case \(Names.literal(member.property.name)):"
        if member.property.direction == .readOnly {
            return .label(label, [.line("try reader.refuseReadOnly()")])
        }
        let suggestion = Names.type(member.property.name) ?? member.property.name
        let value = decode(member.property.schema, suggesting: suggestion)
        return .label(label, [.line(member.isKept ? "\(member.code) = .init(\(value))" : "_ = \(value)")])
    }

    private func otherwise(_ properties: [Schema.Property], _ rest: Schema.Rest) -> SwiftStatement {
        let known = properties.filter { $0.direction != .readOnly }.map(\.name).joined(separator: ", ")
        let body: [SwiftStatement] =
            switch rest {
            case .refused:
                [.line("try reader.unknown(allowed: \(Names.literal(known.isEmpty ? "none" : known)))")]
            case .ignored: [.line("try reader.skip()")]
            case .kept(let schema):
                [
                    .line("let item = \(decode(schema, suggesting: TypeNames.restName))"),
                    .block("if let item", [.line("additionalProperties[key] = item")]),
                ]
            }
        return .label("default:", body)
    }

    private func argument(_ member: Member) -> String {
        let label = member.name + ": "
        if member.property.isDemanded { return label + member.code }
        if let value = names.defaultCode(member.property.schema) {
            return label + "\(member.code).value ?? \(value)"
        }
        let isFlat = names.isNullable(member.property.schema) && !names.tellsAbsence(member.property)
        return label + member.code + ".value" + (isFlat ? " ?? nil" : "")
    }
}
