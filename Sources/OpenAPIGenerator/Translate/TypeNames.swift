/// Which Swift type a schema becomes, and what it is when the document says nothing.
struct TypeNames {
    let document: OpenAPIDocument

    /// Whether it gets a Swift type of its own; the others are types that exist.
    static func isNominal(_ schema: Schema) -> Bool {
        switch schema.kind {
        case .choice, .object, .union: true
        default: false
        }
    }

    /// Follows a reference to a schema that has no Swift type of its own, so that its rules apply.
    func resolved(_ schema: Schema) -> Schema {
        guard case .reference(let name) = schema.kind, var target = document.schema(named: name) else {
            return schema
        }
        if Self.isNominal(target) { return schema }
        target.isNullable = target.isNullable || schema.isNullable
        target.defaultValue = schema.defaultValue ?? target.defaultValue
        return resolved(target)
    }

    /// - Parameter suggestion: the name of its type where the schema stands inside another.
    func name(of schema: Schema, suggesting suggestion: String) -> String {
        let schema = resolved(schema)
        return switch schema.kind {
        case .any: "JSONValue"
        case .reference(let name): name
        case .string: "String"
        case .constant(let literal): Self.type(of: literal)
        case .timestamp: "Timestamp"
        case .integer(let width, _): width.rawValue
        case .number: "Double"
        case .boolean: "Bool"
        case .choice, .object, .union: suggestion
        case .array(let items, _): "[" + elementName(items, suggestion + "Item") + "]"
        case .dictionary(let value, _): "[String: " + elementName(value, suggestion + "Value") + "]"
        case .freeObject: "JSONObject"
        }
    }

    /// Of members that the document does not name, where they have a type of their own.
    static let restName = "AdditionalProperty"

    static func type(of constant: Schema.Literal) -> String {
        switch constant {
        case .integer: "Int64"
        case .bool: "Bool"
        default: "String"
        }
    }

    private func elementName(_ schema: Schema, _ suggestion: String) -> String {
        name(of: schema, suggesting: suggestion) + (isNullable(schema) ? "?" : "")
    }

    func isNullable(_ schema: Schema) -> Bool {
        if schema.isNullable { return true }
        guard case .reference(let name) = schema.kind, let target = document.schema(named: name) else {
            return false
        }
        return isNullable(target)
    }

    /// Type of a member or parameter, with its question mark.
    func memberType(_ schema: Schema, isRequired: Bool, suggesting suggestion: String) -> String {
        let mayBeNil = isNullable(schema) || (!isRequired && defaultCode(schema) == nil)
        return name(of: schema, suggesting: suggestion) + (mayBeNil ? "?" : "")
    }

    /// Whether a request tells by leaving the member out what it does not tell by null: as in a merge patch
    /// (RFC 7396), where one keeps and the other clears. Such a member has two question marks.
    func tellsAbsence(_ property: Schema.Property) -> Bool {
        isNullable(property.schema) && !property.isRequired && property.direction != .readOnly
            && defaultCode(property.schema) == nil
    }

    /// Swift for the default, its own or that of the schema that it refers to.
    func defaultCode(_ schema: Schema) -> String? {
        let target = meaning(schema)
        return (schema.defaultValue ?? target.defaultValue).flatMap { code($0, for: target) }
    }

    /// The schema that a chain of references ends at.
    private func meaning(_ schema: Schema) -> Schema {
        guard case .reference(let name) = schema.kind, let target = document.schema(named: name) else {
            return schema
        }
        return meaning(target)
    }

    private func code(_ literal: Schema.Literal, for schema: Schema) -> String? {
        switch literal {
        case .null: return "nil"
        case .string(let text):
            if case .choice = schema.kind { return Names.member(text).map { "." + Names.code($0) } }
            return Names.literal(text)
        case .integer(let value): return String(value)
        case .number(let value): return String(value)
        case .bool(let value): return String(value)
        case .array(let literals):
            guard case .array(let items, _) = schema.kind else { return nil }
            let element = meaning(items)
            return "[" + literals.compactMap { code($0, for: element) }.joined(separator: ", ") + "]"
        case .emptyObject: return "[:]"
        }
    }
}
