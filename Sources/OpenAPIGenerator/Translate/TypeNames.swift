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
        case .string, .constant: "String"
        case .timestamp: "Timestamp"
        case .integer(let width, _, _): width.rawValue
        case .number: "Double"
        case .boolean: "Bool"
        case .choice, .object, .union: suggestion
        case .array(let items, _, _): "[" + elementName(items, suggestion + "Item") + "]"
        case .dictionary(let value): "[String: " + elementName(value, suggestion + "Value") + "]"
        case .freeObject: "JSONObject"
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

    /// Swift for the default, its own or that of the schema that it refers to.
    func defaultCode(_ schema: Schema) -> String? {
        var target = schema
        if case .reference(let name) = schema.kind, let named = document.schema(named: name) {
            target = named
        }
        switch schema.defaultValue ?? target.defaultValue {
        case nil: return nil
        case .null: return "nil"
        case .string(let text):
            if case .choice = target.kind { return Names.member(text).map { "." + Names.code($0) } }
            return Names.literal(text)
        case .integer(let value): return String(value)
        case .number(let value): return String(value)
        case .bool(let value): return String(value)
        case .emptyArray: return "[]"
        case .emptyObject: return "[:]"
        }
    }
}
