/// `allOf`: objects laid over each other become one object, in the order of its parts.
import YAML

extension SchemaParser {
    func composition(_ node: YAMLNode, _ schema: inout Schema) {
        let own = ["allOf", "type", "properties", "required", "unevaluatedProperties"]
        _ = findings.members(of: node, "an allOf schema", known: own + Self.annotations)
        if let type = node["type"], type.text != "object" {
            findings.report(type.position, "`allOf` is supported for objects only")
        }
        let parts = findings.items(node["allOf"], "`allOf`")
        // The way to put a description beside a `$ref` before 3.1.
        if parts.count == 1, node["properties"] == nil, node["required"] == nil, let only = parts.first {
            let part = self.schema(only, at: schema.pointer + "/allOf/0")
            schema.kind = part.kind
            schema.isNullable = part.isNullable
            return
        }
        var members: [Schema.Property] = []
        for (index, part) in parts.enumerated() {
            for property in properties(ofPart: part, at: schema.pointer + "/allOf/\(index)") {
                merge(property, into: &members, part.position)
            }
        }
        let names = members.map(\.name)
        for property in properties(node, at: schema.pointer, others: names) {
            merge(property, into: &members, property.position)
        }
        let required = Set((node["required"]?.items ?? []).compactMap(\.string))
        for index in members.indices where required.contains(members[index].name) {
            members[index].isRequired = true
        }
        let isClosed = findings.bool(node["unevaluatedProperties"], "`unevaluatedProperties`") == false
        schema.kind = .object(members, isClosed ? .refused : .ignored)
    }

    private func properties(ofPart node: YAMLNode, at pointer: String) -> [Schema.Property] {
        guard let part = node["$ref"].map(followed) ?? schema(node, at: pointer) else { return [] }
        guard case .object(let properties, let rest) = part.kind, !part.isNullable else {
            findings.report(node.position, "a part of `allOf` must be an object with `properties`")
            return []
        }
        if rest != .ignored {
            let instead = "let the whole have `unevaluatedProperties: false`"
            findings.report(
                node.position, "a part of `allOf` that says `additionalProperties` fits no other: \(instead)")
        }
        return properties
    }

    private func merge(
        _ property: Schema.Property, into members: inout [Schema.Property], _ position: Position
    ) {
        guard let index = members.firstIndex(where: { $0.name == property.name }) else {
            return members.append(property)
        }
        let isSame = members[index].schema.kind == property.schema.kind
            && members[index].schema.isNullable == property.schema.isNullable
        if !isSame {
            findings.report(position, "`\(property.name)` comes twice in this `allOf`, and differs")
        }
        members[index].isRequired = members[index].isRequired || property.isRequired
    }
}
