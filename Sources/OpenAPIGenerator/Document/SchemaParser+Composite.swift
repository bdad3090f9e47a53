/// Schemas that are made of others: objects and alternatives.
import YAML

extension SchemaParser {
    func object(_ node: YAMLNode, at pointer: String) -> Schema.Kind {
        check(node, "an object schema", ["properties", "required", "additionalProperties"])
        let extra = node["additionalProperties"]
        guard node["properties"] != nil else { return withoutProperties(node, extra, at: pointer) }
        if let extra, extra.bool == nil {
            findings.report(
                extra.position, "`additionalProperties` beside `properties` must be true or false")
        }
        return .object(properties(node, at: pointer), isClosed: extra?.bool == false)
    }

    private func withoutProperties(_ node: YAMLNode, _ extra: YAMLNode?, at pointer: String) -> Schema.Kind {
        if let required = node["required"] {
            findings.report(required.position, "`required` needs `properties`")
        }
        guard let extra, extra.bool != true else { return .freeObject }
        if extra.bool == false { return .object([], isClosed: true) }
        return .dictionary(schema(extra, at: pointer + "/additionalProperties"))
    }

    private func properties(_ node: YAMLNode, at pointer: String) -> [Schema.Property] {
        let entries = findings.named(node["properties"], "`properties`")
        var required: Set<String> = []
        for item in findings.items(node["required"], "`required`") {
            guard let name = findings.string(item, "a required member") else { continue }
            if !entries.contains(where: { $0.name == name }) {
                findings.report(item.position, "`\(name)` is required, but no property")
            }
            if !required.insert(name).inserted {
                findings.report(item.position, "`\(name)` is required twice")
            }
        }
        return entries.map { entry in
            Schema.Property(
                name: entry.name,
                schema: schema(entry.value, at: pointer + "/properties/" + Pointer.escape(entry.name)),
                isRequired: required.contains(entry.name), position: entry.position)
        }
    }

    func alternatives(_ node: YAMLNode, _ schema: inout Schema) {
        let items = findings.items(node["oneOf"], "`oneOf`")
        if let discriminator = node["discriminator"] {
            _ = findings.members(
                of: node, "a oneOf schema", known: ["oneOf", "discriminator", "description", "title"])
            schema.kind = union(items, discriminator)
            return
        }
        _ = findings.members(of: node, "a oneOf schema", known: ["oneOf"] + Self.annotations)
        let others = items.filter { $0["type"]?.text != "null" }
        guard items.count == 2, let other = others.first, others.count == 1 else {
            let wanted = "one schema and `type: 'null'`, or have a `discriminator`"
            findings.report(node["oneOf"]?.position ?? node.position, "`oneOf` must be \(wanted)")
            return
        }
        let pointer = schema.pointer + "/oneOf/\(items.firstIndex(of: other) ?? 0)"
        schema.kind = self.schema(other, at: pointer).kind
        schema.isNullable = true
    }

    private func union(_ items: [YAMLNode], _ discriminator: YAMLNode) -> Schema.Kind {
        _ = findings.members(of: discriminator, "`discriminator`", known: ["propertyName", "mapping"])
        let property = findings.required(discriminator, "propertyName", "`discriminator`")
        let mapping = findings.required(discriminator, "mapping", "`discriminator`")
        let variants = findings.named(mapping, "`mapping`").compactMap { entry in
            target(entry.value).map { Schema.Variant(name: entry.name, schemaName: $0) }
        }
        var mapped: Set<String> = []
        for variant in variants where !mapped.insert(variant.schemaName).inserted {
            findings.report(
                discriminator.position, "the schema `\(variant.schemaName)` has two names in `mapping`")
        }
        var listed: Set<String> = []
        for item in items {
            guard let ref = item["$ref"] else {
                findings.report(item.position, "with a discriminator, `oneOf` holds `$ref`s only")
                continue
            }
            guard let name = target(ref) else { continue }
            listed.insert(name)
            if !mapped.contains(name) { findings.report(item.position, "`\(name)` has no name in `mapping`") }
        }
        for variant in variants where !listed.contains(variant.schemaName) {
            findings.report(
                discriminator.position, "`\(variant.schemaName)` is in `mapping`, but not in `oneOf`")
        }
        return .union(discriminator: findings.string(property, "`propertyName`") ?? "", variants)
    }
}
