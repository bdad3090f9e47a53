/// Responses of one operation: a status, its headers, and what it may hold, one `Response` a media type.
import YAML

struct ResponseReader {
    let findings: Findings
    let schemas: SchemaParser
    let references: References

    func responses(_ entry: YAMLNode.Entry, at pointer: String) -> [Operation.Response] {
        guard let status = Int(entry.name), (100...599).contains(status) else {
            findings.report(
                entry.position, "the response `\(entry.name)` is not supported; it must be one status code")
            return []
        }
        guard let node = references.resolved(entry.value, in: "responses") else { return [] }
        let known = ["description", "headers", "content"] + (status == 101 ? ["x-frame-schema"] : [])
        _ = findings.members(of: node, "a response", known: known)
        _ = findings.required(node, "description", "a response")
        let headers = findings.named(node["headers"], "`headers`").compactMap {
            header($0, at: pointer + "/headers")
        }
        return contents(node, status, at: pointer).map { mediaType, content in
            Operation.Response(
                status: status, mediaType: mediaType,
                description: findings.string(node["description"], "`description`"), headers: headers,
                content: content, position: entry.position)
        }
    }

    private func header(_ entry: YAMLNode.Entry, at pointer: String) -> Operation.Header? {
        guard let value = references.resolved(entry.value, in: "headers") else { return nil }
        let known = ["description", "required", "schema", "example", "examples", "deprecated"]
        _ = findings.members(of: value, "a header", known: known)
        guard let node = findings.required(value, "schema", "a header") else { return nil }
        let schema = schemas.schema(node, at: pointer + "/" + Pointer.escape(entry.name) + "/schema")
        switch schema.kind {
        case .string, .integer, .boolean: break
        default: findings.report(node.position, "a header must be a string, an integer or a boolean")
        }
        return Operation.Header(
            name: entry.name, isRequired: findings.bool(value["required"], "`required`") ?? false,
            schema: schema)
    }

    /// Each media type, nil for the first, which needs no name, and its content.
    private func contents(
        _ node: YAMLNode, _ status: Int, at pointer: String
    ) -> [(mediaType: String?, Operation.Content)] {
        let entries = findings.named(node["content"], "`content`")
        if status == 101 {
            if let entry = entries.first { findings.report(entry.position, "101 has no content") }
            return [(nil, .upgrade(frame: frame(node)))]
        }
        guard let first = entries.first else {
            if status >= 400 { findings.report(node.position, "an error needs application/problem+json") }
            return [(nil, .none)]
        }
        if status == 204 || status == 304 { findings.report(first.position, "\(status) has no content") }
        if status >= 400, entries.count > 1 {
            findings.report(entries[1].position, "an error has one media type")
        }
        return entries.enumerated().map { index, entry in
            let schema = media(entry, at: pointer + "/content/" + Pointer.escape(entry.name))
            return (index > 0 ? entry.name : nil, content(entry, schema, isProblem: status >= 400))
        }
    }

    private func content(_ entry: YAMLNode.Entry, _ schema: Schema?, isProblem: Bool) -> Operation.Content {
        if isProblem {
            if entry.name == "application/problem+json", schema?.kind == .reference("Problem") {
                return .problem
            }
            findings.report(
                entry.position, "an error must be application/problem+json with the schema `Problem`")
            return .problem
        }
        if entry.name == "text/event-stream" { return .events(frame: frame(entry.value)) }
        // The handler has the value as bytes: a document that is stored, or that others wrote.
        if findings.bool(entry.value["x-bytes"], "`x-bytes`") == true { return .bytes(entry.name) }
        if entry.name == "application/json" || entry.name.hasSuffix("+json") {
            if let schema { return .json(schema, type: entry.name) }
            findings.report(entry.position, "\(entry.name) needs a schema")
            return .none
        }
        if let schema, schema.kind != .string(TextRules()) {
            findings.report(schema.position, "the schema of \(entry.name) must be `type: string`")
        }
        return .bytes(entry.name)
    }

    private func media(_ entry: YAMLNode.Entry, at pointer: String) -> Schema? {
        var known = ["schema", "example", "examples"]
        if entry.name == "text/event-stream" { known.append("x-frame-schema") }
        if entry.name.hasSuffix("json") || entry.name.hasSuffix("yaml") { known.append("x-bytes") }
        _ = findings.members(of: entry.value, "a media type", known: known)
        return entry.value["schema"].map { schemas.schema($0, at: pointer + "/schema") }
    }

    /// What one event or message holds; the name of its schema.
    private func frame(_ node: YAMLNode) -> String? {
        guard let value = node["x-frame-schema"] else { return nil }
        guard let reference = value["$ref"] else {
            findings.report(value.position, "`x-frame-schema` must be a `$ref`")
            return nil
        }
        return schemas.schemaName(reference)
    }
}
