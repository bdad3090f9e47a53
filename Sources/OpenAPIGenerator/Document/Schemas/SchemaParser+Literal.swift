/// Defaults: each a value of its schema.
import YAML

extension SchemaParser {
    /// Nil, and reported, when it is no value of the schema.
    func literal(_ node: YAMLNode, for schema: Schema) -> Schema.Literal? {
        do {
            return try value(node, for: schema)
        } catch {
            findings.report(error.position, "the default \(error.fault)")
            return nil
        }
    }

    private struct Misfit: Error {
        let position: Position
        let fault: String
    }

    private func value(_ node: YAMLNode, for schema: Schema) throws(Misfit) -> Schema.Literal {
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
        case .integer(_, let rules):
            if let value = node.integer, value >= rules.minimum ?? .min, value <= rules.maximum ?? .max {
                return .integer(value)
            }
            fault = "must be an integer between minimum and maximum"
        case .number(let rules):
            let (low, high) = (rules.minimum ?? -.infinity, rules.maximum ?? .infinity)
            if let value = node.number, value >= low, value <= high { return .number(value) }
            fault = "must be a number between minimum and maximum"
        case .array(let items, let rules):
            if let values = node.items, values.count >= rules.minItems ?? 0,
                values.count <= rules.maxItems ?? .max
            {
                var literals: [Schema.Literal] = []
                for item in values { literals.append(try value(item, for: items)) }
                return .array(literals)
            }
            fault = "must be a list, with no more and no fewer items than are allowed"
        case .dictionary, .freeObject:
            if node.entries?.isEmpty == true { return .emptyObject }
            fault = "can only be {}"
        case .reference(let name):
            return try value(node, forSchemaNamed: name)
        case .any, .timestamp, .constant, .object, .union:
            fault = "is not supported for this schema"
        }
        throw Misfit(position: node.position, fault: fault)
    }

    private func value(_ node: YAMLNode, forSchemaNamed name: String) throws(Misfit) -> Schema.Literal {
        let pointer = References.schemas + Pointer.escape(name)
        let schemas = references.root["components"]?["schemas"]
        guard !followed.contains(pointer), let target = schemas?[name] else {
            throw Misfit(position: node.position, fault: "is not supported for this schema")
        }
        var inner = self
        inner.followed.insert(pointer)
        return try inner.value(node, for: inner.schema(target, at: pointer))
    }
}
