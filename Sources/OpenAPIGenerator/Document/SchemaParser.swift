/// One YAML mapping to a `Schema`; reports every keyword that we do not enforce.
import YAML

struct SchemaParser {
    let findings: Findings
    /// What `#/components/schemas/` may be followed by.
    let names: Set<String>

    static let root = "#/components/schemas/"
    static let annotations = ["description", "title", "example", "examples", "default"]

    func schema(_ node: YAMLNode, at pointer: String) -> Schema {
        var schema = Schema(kind: .any, pointer: pointer, position: node.position)
        guard node.entries != nil else {
            findings.report(node.position, "a schema must be a mapping, is \(node.kindName)")
            return schema
        }
        schema.description = findings.string(node["description"], "`description`")
        if node["$ref"] != nil {
            schema.kind = reference(node)
        } else if node["oneOf"] != nil {
            alternatives(node, &schema)
        } else {
            typed(node, &schema)
        }
        if let value = node["default"] { schema.defaultValue = literal(value, for: schema) }
        return schema
    }

    /// The name that a reference to a schema ends in; nil, and reported, when there is no such schema.
    func target(_ node: YAMLNode) -> String? {
        guard let text = findings.string(node, "`$ref`") else { return nil }
        let name = String(text.dropFirst(Self.root.count))
        if text.hasPrefix(Self.root), names.contains(name) { return name }
        let known =
            text.hasPrefix(Self.root)
            ? "there is no schema `\(name)`" : "a schema's `$ref` begins with `\(Self.root)`"
        findings.report(node.position, "`\(text)` leads nowhere: \(known)")
        return nil
    }

    private func reference(_ node: YAMLNode) -> Schema.Kind {
        _ = findings.members(of: node, "a schema with `$ref`", known: ["$ref", "description"])
        return node["$ref"].flatMap(target).map { .reference($0) } ?? .any
    }

    private func typed(_ node: YAMLNode, _ schema: inout Schema) {
        let (type, isNullable) = type(of: node)
        schema.isNullable = isNullable
        guard let type else {
            _ = findings.members(of: node, "a schema without `type`", known: Self.annotations)
            return
        }
        schema.kind =
            switch type.name {
            case "string": string(node)
            case "integer": integer(node)
            case "number": number(node)
            case "boolean": boolean(node)
            case "array": array(node, at: schema.pointer)
            case "object": object(node, at: schema.pointer)
            default: unknown(type)
            }
    }

    private func unknown(_ type: (name: String, position: Position)) -> Schema.Kind {
        let known = "string, integer, number, boolean, array, object, and 'null' beside one of them in a list"
        findings.report(type.position, "the type `\(type.name)` is not supported; known are \(known)")
        return .any
    }

    /// `type: x`, or `type: [x, 'null']`.
    private func type(of node: YAMLNode) -> ((name: String, position: Position)?, isNullable: Bool) {
        guard let value = node["type"] else { return (nil, false) }
        guard let items = value.items else {
            return (findings.string(value, "`type`").map { ($0, value.position) }, false)
        }
        let names = items.compactMap { item in findings.string(item, "a type").map { ($0, item.position) } }
        let others = names.filter { $0.0 != "null" }
        guard others.count == 1, names.count == 2, let other = others.first else {
            findings.report(value.position, "a list of types must be one type and 'null'")
            return (nil, false)
        }
        return (other, true)
    }

    private func string(_ node: YAMLNode) -> Schema.Kind {
        if let list = node["enum"] {
            check(node, "an enum schema", ["enum"])
            return choice(list)
        }
        if let value = node["const"] {
            check(node, "a const schema", ["const"])
            return .constant(findings.string(value, "`const`") ?? "")
        }
        if let format = node["format"] {
            check(node, "a date-time schema", ["format"])
            if format.text == "date-time" { return .timestamp }
            findings.report(
                format.position,
                "the format `\(format.text ?? "")` of a string is not supported; known is date-time")
            return .any
        }
        check(node, "a string schema", ["minLength", "maxLength", "pattern"])
        return .string(
            minLength: findings.count(node["minLength"], "`minLength`"),
            maxLength: findings.count(node["maxLength"], "`maxLength`"), pattern: pattern(node["pattern"]))
    }

    private func choice(_ list: YAMLNode) -> Schema.Kind {
        let words = findings.items(list, "`enum`").compactMap { item -> String? in
            if let word = item.string { return word }
            findings.report(item.position, "a value of `enum` must be a string, is \(item.kindName)")
            return nil
        }
        if Set(words).count < words.count { findings.report(list.position, "a value of `enum` comes twice") }
        if words.isEmpty { findings.report(list.position, "`enum` needs a value") }
        return .choice(words)
    }

    private func pattern(_ node: YAMLNode?) -> CharacterPattern? {
        guard let node, let text = findings.string(node, "`pattern`") else { return nil }
        do {
            return try CharacterPattern(text)
        } catch {
            let reason =
                switch error {
                case .unsupported: "only `^[class]+$` and the like are supported, with + * ? {n} {m,} {m,n}"
                case .reversedRange: "a range of its class runs backwards"
                }
            findings.report(node.position, "the pattern `\(text)`: \(reason)")
            return nil
        }
    }

    private func integer(_ node: YAMLNode) -> Schema.Kind {
        check(node, "an integer schema", ["format", "minimum", "maximum"])
        let widths: [String: Schema.Width] = ["int32": .int32, "int64": .int64]
        let width = node["format"].map { format in
            let known = widths[format.text ?? ""]
            if known == nil {
                findings.report(
                    format.position,
                    "the format `\(format.text ?? "")` of an integer is not supported; known are int32, int64"
                )
            }
            return known ?? .unsaid
        }
        let minimum = findings.integer(node["minimum"], "`minimum`")
        let maximum = findings.integer(node["maximum"], "`maximum`")
        if let minimum, let maximum, minimum > maximum {
            findings.report(node.position, "`minimum` \(minimum) is above `maximum` \(maximum)")
        }
        return .integer(width ?? .unsaid, minimum: minimum, maximum: maximum)
    }

    private func number(_ node: YAMLNode) -> Schema.Kind {
        check(node, "a number schema", ["minimum", "maximum"])
        return .number(
            minimum: findings.number(node["minimum"], "`minimum`"),
            maximum: findings.number(node["maximum"], "`maximum`"))
    }

    private func boolean(_ node: YAMLNode) -> Schema.Kind {
        check(node, "a boolean schema", [])
        return .boolean
    }

    private func array(_ node: YAMLNode, at pointer: String) -> Schema.Kind {
        check(node, "an array schema", ["items", "minItems", "maxItems"])
        let items = findings.required(node, "items", "an array schema").map {
            schema($0, at: pointer + "/items")
        }
        return .array(
            items ?? Schema(kind: .any, pointer: pointer, position: node.position),
            minItems: findings.count(node["minItems"], "`minItems`"),
            maxItems: findings.count(node["maxItems"], "`maxItems`"))
    }

    func check(_ node: YAMLNode, _ what: String, _ keywords: [String]) {
        _ = findings.members(of: node, what, known: ["type"] + keywords + Self.annotations)
    }
}

extension SchemaParser {
    /// A default that is a value of its schema; reported when it is none.
    private func literal(_ node: YAMLNode, for schema: Schema) -> Schema.Literal? {
        if node.isNull, schema.isNullable { return .null }
        let fault: String
        switch schema.kind {
        case .string:
            if let text = node.string { return .string(text) }
            fault = "must be a string"
        case .choice(let words):
            if let text = node.string, words.contains(text) { return .string(text) }
            fault = "must be one of \(words.joined(separator: ", "))"
        case .boolean:
            if let value = node.bool { return .bool(value) }
            fault = "must be true or false"
        case .integer(_, let minimum, let maximum):
            if let value = node.integer, value >= minimum ?? .min, value <= maximum ?? .max {
                return .integer(value)
            }
            fault = "must be an integer between minimum and maximum"
        case .number(let minimum, let maximum):
            if let value = node.number, value >= minimum ?? -.infinity, value <= maximum ?? .infinity {
                return .number(value)
            }
            fault = "must be a number between minimum and maximum"
        case .array(_, let minItems, _):
            if node.items?.isEmpty == true, minItems ?? 0 == 0 { return .emptyArray }
            fault = "can only be []"
        case .dictionary, .freeObject:
            if node.entries?.isEmpty == true { return .emptyObject }
            fault = "can only be {}"
        case .any, .reference, .timestamp, .constant, .object, .union:
            fault = "is not supported for this schema"
        }
        findings.report(node.position, "the default \(fault)")
        return nil
    }
}
