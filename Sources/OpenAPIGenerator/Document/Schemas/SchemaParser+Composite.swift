/// Schemas that are made of others: lists, objects and alternatives.
import YAML

extension SchemaParser {
    func array(_ node: YAMLNode, at pointer: String) -> Schema.Kind {
        check(node, "an array schema", ["items", "minItems", "maxItems", "uniqueItems"])
        let items = findings.required(node, "items", "an array schema").map {
            schema($0, at: pointer + "/items")
        }
        let rules = ListRules(
            minItems: findings.count(node["minItems"], "`minItems`"),
            maxItems: findings.count(node["maxItems"], "`maxItems`"),
            isUnique: findings.bool(node["uniqueItems"], "`uniqueItems`") ?? false)
        checkOrder(node, rules.minItems, rules.maxItems, "Items")
        return .array(items ?? Schema(kind: .any, pointer: pointer, position: node.position), rules)
    }

    func object(_ node: YAMLNode, at pointer: String) -> Schema.Kind {
        guard node["properties"] != nil else { return table(node, at: pointer) }
        check(node, "an object schema", ["properties", "required", "additionalProperties"])
        return .object(properties(node, at: pointer), rest(node["additionalProperties"], at: pointer))
    }

    private func rest(_ node: YAMLNode?, at pointer: String) -> Schema.Rest {
        guard let node else { return .ignored }
        if let isOpen = node.bool { return isOpen ? .ignored : .refused }
        return .kept(schema(node, at: pointer + "/additionalProperties"))
    }

    /// An object whose members the document does not name.
    private func table(_ node: YAMLNode, at pointer: String) -> Schema.Kind {
        let extra = node["additionalProperties"]
        if let required = node["required"] {
            findings.report(required.position, "`required` needs `properties`")
        }
        let own = ["required", "additionalProperties"]
        if extra?.bool == false {
            check(node, "an object schema without members", own)
            return .object([], .refused)
        }
        check(node, "an object schema", own + ["minProperties", "maxProperties", "propertyNames"])
        var rules = TableRules(
            minProperties: findings.count(node["minProperties"], "`minProperties`"),
            maxProperties: findings.count(node["maxProperties"], "`maxProperties`"))
        checkOrder(node, rules.minProperties, rules.maxProperties, "Properties")
        if let names = node["propertyNames"] {
            check(names, "`propertyNames`", ["minLength", "maxLength", "pattern"])
            rules.names = textRules(names)
        }
        guard let extra, extra.bool != true else { return .freeObject(rules) }
        return .dictionary(schema(extra, at: pointer + "/additionalProperties"), rules)
    }

    /// - Parameter others: members that parts of an `allOf` bring; they may be required here, too.
    func properties(_ node: YAMLNode, at pointer: String, others: [String] = []) -> [Schema.Property] {
        let entries = findings.named(node["properties"], "`properties`")
        let required = required(node, among: entries.map(\.name) + others)
        return entries.map { entry in
            let (value, direction) = direction(entry.value)
            return Schema.Property(
                name: entry.name,
                schema: schema(value, at: pointer + "/properties/" + Pointer.escape(entry.name)),
                isRequired: required.contains(entry.name), direction: direction, position: entry.position)
        }
    }

    func required(_ node: YAMLNode, among names: [String]) -> Set<String> {
        var required: Set<String> = []
        for item in findings.items(node["required"], "`required`") {
            guard let name = findings.string(item, "a required member") else { continue }
            if !names.contains(name) {
                findings.report(item.position, "`\(name)` is required, but no property")
            }
            if !required.insert(name).inserted {
                findings.report(item.position, "`\(name)` is required twice")
            }
        }
        return required
    }

    /// Takes `readOnly` and `writeOnly` off a property: anywhere else they are not supported.
    private func direction(_ node: YAMLNode) -> (YAMLNode, Schema.Direction) {
        let words = ["readOnly", "writeOnly"]
        guard let entries = node.entries, entries.contains(where: { words.contains($0.name) }) else {
            return (node, .both)
        }
        let isReadOnly = findings.bool(node["readOnly"], "`readOnly`") ?? false
        let isWriteOnly = findings.bool(node["writeOnly"], "`writeOnly`") ?? false
        if isReadOnly, isWriteOnly {
            findings.report(node.position, "a property can't be both `readOnly` and `writeOnly`")
        }
        let rest = YAMLNode(
            kind: .mapping(entries.filter { !words.contains($0.name) }), position: node.position)
        return (rest, isReadOnly ? .readOnly : isWriteOnly ? .writeOnly : .both)
    }
}

extension SchemaParser {
    /// - Parameter word: `oneOf` or `anyOf`, which mean the same where at most one alternative can fit.
    func alternatives(_ node: YAMLNode, _ word: String, _ schema: inout Schema) {
        let items = findings.items(node[word], "`\(word)`")
        if word == "oneOf", let discriminator = node["discriminator"] {
            _ = findings.members(
                of: node, "a oneOf schema", known: ["oneOf", "discriminator"] + Self.annotations)
            schema.kind = union(items, discriminator)
            return
        }
        _ = findings.members(of: node, "a \(word) schema", known: [word] + Self.annotations)
        let others = items.filter { $0["type"]?.text != "null" }
        guard items.count == 2, let other = others.first, others.count == 1 else {
            let wanted = "one schema and `type: 'null'`, or be `oneOf` with a `discriminator`"
            findings.report(node[word]?.position ?? node.position, "`\(word)` must be \(wanted)")
            return
        }
        for null in items where null["type"]?.text == "null" { check(null, "a null schema", []) }
        let pointer = schema.pointer + "/\(word)/\(items.firstIndex(of: other) ?? 0)"
        schema.kind = self.schema(other, at: pointer).kind
        schema.isNullable = true
    }

    private func union(_ items: [YAMLNode], _ discriminator: YAMLNode) -> Schema.Kind {
        _ = findings.members(of: discriminator, "`discriminator`", known: ["propertyName", "mapping"])
        let property = findings.required(discriminator, "propertyName", "`discriminator`")
        var variants = findings.named(discriminator["mapping"], "`mapping`").compactMap { entry in
            schemaName(entry.value).map { Schema.Variant(name: entry.name, schemaName: $0) }
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
            guard let name = schemaName(ref) else { continue }
            listed.insert(name)
            if mapped.contains(name) { continue }
            // Without a mapping the schema's own name tells (OpenAPI 3.1 section 4.8.25.3).
            if discriminator["mapping"] == nil {
                variants.append(Schema.Variant(name: name, schemaName: name))
            } else {
                findings.report(item.position, "`\(name)` has no name in `mapping`")
            }
        }
        for variant in variants where !listed.contains(variant.schemaName) {
            findings.report(
                discriminator.position, "`\(variant.schemaName)` is in `mapping`, but not in `oneOf`")
        }
        return .union(discriminator: findings.string(property, "`propertyName`") ?? "", variants)
    }
}
