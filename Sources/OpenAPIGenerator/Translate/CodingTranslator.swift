/// Schemas to the code that writes them to JSON; how they are read is in the extension beside this.
struct CodingTranslator {
    let names: TypeNames
    let rules: RuleCode

    init(names: TypeNames) {
        self.names = names
        rules = RuleCode(patterns: names.document.patterns)
    }

    /// Statements that write `value`, of a Swift type without question mark, to `writer`.
    func encode(_ schema: Schema, _ value: String, depth: Int = 0) -> [SwiftStatement] {
        let schema = names.resolved(schema)
        switch schema.kind {
        case .any: return [.line("writer.value(\(value))")]
        case .string: return [.line("writer.string(\(value))")]
        case .constant(let literal): return [.line(Self.write(literal))]
        case .timestamp: return [.line("writer.string(\(value).description)")]
        case .integer: return [.line("writer.integer(\(value))")]
        case .number: return [.line("writer.number(\(value))")]
        case .boolean: return [.line("writer.bool(\(value))")]
        case .freeObject: return [.line("writer.object(\(value))")]
        case .reference, .choice, .object, .union: return [.line("\(value).encode(to: &writer)")]
        case .array(let items, _):
            let item = depth == 0 ? "item" : "item\(depth)"
            return [
                .line("writer.beginArray()"),
                .block("for \(item) in \(value)", encodeNullable(items, item, depth: depth + 1)),
                .line("writer.endArray()"),
            ]
        case .dictionary(let element, _):
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
    func encoder(of properties: [Schema.Property], _ rest: Schema.Rest) -> SwiftDeclaration {
        let members = properties.filter { $0.direction != .writeOnly }.flatMap(encodeMember)
        return .function(
            "package func encode", ["to writer: inout JSONWriter"],
            body: [.line("writer.beginObject()")] + members + encodeRest(rest)
                + [.line("writer.endObject()")])
    }

    private func encodeRest(_ rest: Schema.Rest) -> [SwiftStatement] {
        guard case .kept(let schema) = rest else { return [] }
        let members = "additionalProperties.sorted(by: { $0.key < $1.key })"
        return [
            .block(
                "for (name, item) in \(members)",
                [.line("writer.key(name)")] + encodeNullable(schema, "item", depth: 1))
        ]
    }

    private func encodeMember(_ property: Schema.Property) -> [SwiftStatement] {
        let key = SwiftStatement.line("writer.key(\(Names.literal(property.name)))")
        if case .constant(let literal) = property.schema.kind {
            return [key, .line(Self.write(literal))]
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
            if names.tellsAbsence(property) {
                let inner = local.hasPrefix("`") ? "if let \(local) = \(local)" : "if let \(local)"
                return [.block(bind, [key, .pair(inner, write, "else", [.line("writer.null()")])])]
            }
            return [.block(bind, [key] + write)]
        }
        if property.isDemanded || names.defaultCode(property.schema) != nil {
            return [key] + encode(property.schema, value)
        }
        return [.block(bind, [key] + encode(property.schema, local))]
    }

    private static func write(_ literal: Schema.Literal) -> String {
        switch literal {
        case .string(let text): "writer.string(\(Names.literal(text)))"
        case .integer(let value): "writer.integer(\(value))"
        case .bool(let value): "writer.bool(\(value))"
        // `SchemaParser` makes no other constants.
        case .null, .number, .array, .emptyObject: "writer.null()"
        }
    }
}
