/// Parameters and body of one operation, their `$ref`s followed.
import YAML

struct RequestReader {
    let findings: Findings
    let schemas: SchemaParser
    let references: References

    func parameter(_ node: YAMLNode, at pointer: String) -> Operation.Parameter? {
        guard let node = references.resolved(node, in: "parameters") else { return nil }
        let known = [
            "name", "in", "required", "description", "schema", "style", "explode", "example", "examples",
            "deprecated",
        ]
        _ = findings.members(of: node, "a parameter", known: known)
        guard let name = findings.string(findings.required(node, "name", "a parameter"), "`name`"),
            let place = place(node),
            let schemaNode = findings.required(node, "schema", "the parameter `\(name)`")
        else { return nil }
        let isRequired = findings.bool(node["required"], "`required`") ?? false
        if place == .path, !isRequired {
            findings.report(node.position, "the path parameter `\(name)` needs `required: true`")
        }
        // OpenAPI 3.1 section 4.8.12.2.1: they are described elsewhere, and these parameters ignored.
        let isElsewhere = ["accept", "content-type", "authorization"].contains(name.lowercased())
        if place == .header, isElsewhere {
            findings.report(node.position, "OpenAPI ignores a header parameter named `\(name)`")
        }
        let schema = schemas.schema(schemaNode, at: pointer + "/schema")
        return Operation.Parameter(
            name: name, place: place, isRequired: isRequired,
            description: findings.string(node["description"], "`description`"), schema: schema,
            isExploded: isExploded(node, place), position: node.position)
    }

    private func place(_ node: YAMLNode) -> Operation.Parameter.Place? {
        guard let value = findings.required(node, "in", "a parameter"),
            let text = findings.string(value, "`in`")
        else {
            return nil
        }
        let place = Operation.Parameter.Place(rawValue: text)
        if place == nil {
            findings.report(
                value.position, "parameters in `\(text)` are not supported; known are path, query, header")
        }
        return place
    }

    /// Whether a list is said by repeating the parameter, and not by commas: what `form` means unless told.
    private func isExploded(_ node: YAMLNode, _ place: Operation.Parameter.Place) -> Bool {
        if let style = node["style"], style.text != (place == .query ? "form" : "simple") {
            findings.report(
                style.position, "the style `\(style.text ?? "")` is not supported in a \(place.rawValue)")
        }
        // `simple` writes a list the same either way.
        return findings.bool(node["explode"], "`explode`") ?? true && place == .query
    }

    func body(_ node: YAMLNode, at pointer: String) -> Operation.RequestBody? {
        guard let node = references.resolved(node, in: "requestBodies") else { return nil }
        _ = findings.members(of: node, "a request body", known: ["description", "required", "content"])
        guard let content = findings.required(node, "content", "a request body") else { return nil }
        let entries = findings.named(content, "`content`")
        guard entries.count == 1, let entry = entries.first, entry.name == "application/json" else {
            findings.report(content.position, "a request body must be application/json, and nothing else")
            return nil
        }
        let place = pointer + "/content/application~1json"
        _ = findings.members(of: entry.value, "a media type", known: ["schema", "example", "examples"])
        guard let schema = entry.value["schema"] else {
            findings.report(entry.position, "a request body needs a schema")
            return nil
        }
        return Operation.RequestBody(
            isRequired: findings.bool(node["required"], "`required`") ?? false,
            schema: schemas.schema(schema, at: place + "/schema"))
    }
}
