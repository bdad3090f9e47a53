/// One YAML mapping to a `Schema`; reports every keyword that we do not enforce.
import YAML

struct SchemaParser {
    let findings: Findings
    let references: References
    /// Pointers that are being followed in place: one that comes again is a circle.
    var followed: Set<String> = []

    static let annotations = [
        "description", "title", "example", "examples", "default", "deprecated", "externalDocs", "$comment",
    ]

    func schema(_ node: YAMLNode, at pointer: String) -> Schema {
        var schema = Schema(kind: .any, pointer: pointer, position: node.position)
        guard node.entries != nil else {
            findings.report(node.position, "a schema must be a mapping, is \(node.kindName)")
            return schema
        }
        schema.description = findings.string(node["description"], "`description`")
        if node["$ref"] != nil {
            reference(node, &schema)
        } else if node["allOf"] != nil {
            composition(node, &schema)
        } else if let word = ["oneOf", "anyOf"].first(where: { node[$0] != nil }) {
            alternatives(node, word, &schema)
        } else {
            typed(node, &schema)
        }
        if let value = node["default"] { schema.defaultValue = literal(value, for: schema) }
        return schema
    }

    /// The name that a reference to a schema ends in; nil, and reported, when there is no such schema.
    func schemaName(_ node: YAMLNode) -> String? {
        guard let target = references.target(of: node) else { return nil }
        if let name = references.schemaName(target.pointer) { return name }
        findings.report(node.position, "`\(target.pointer)` must begin with `\(References.schemas)` here")
        return nil
    }

    /// What stands at a reference, read as if it stood here.
    func followed(_ reference: YAMLNode) -> Schema? {
        guard let target = references.target(of: reference) else { return nil }
        guard !followed.contains(target.pointer) else {
            findings.report(reference.position, "`\(target.pointer)` leads back to itself")
            return nil
        }
        var inner = self
        inner.followed.insert(target.pointer)
        return inner.schema(target.node, at: target.pointer)
    }

    private func reference(_ node: YAMLNode, _ schema: inout Schema) {
        _ = findings.members(of: node, "a schema with `$ref`", known: ["$ref"] + Self.annotations)
        guard let reference = node["$ref"], let target = references.target(of: reference) else { return }
        if let name = references.schemaName(target.pointer) {
            schema.kind = .reference(name)
        } else if let other = followed(reference) {
            schema.kind = other.kind
            schema.isNullable = other.isNullable
            schema.defaultValue = other.defaultValue
            schema.description = schema.description ?? other.description
        }
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

    func check(_ node: YAMLNode, _ what: String, _ keywords: [String]) {
        _ = findings.members(of: node, what, known: ["type"] + keywords + Self.annotations)
    }
}
