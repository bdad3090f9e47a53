/// Parameters, headers, bodies and responses of one operation, their `$ref`s followed.
import YAML

struct ComponentReader {
    let findings: Findings
    let schemas: SchemaParser
    /// The `components` of the document.
    let components: YAMLNode?

    /// - Parameter section: of `components`, such as `parameters`.
    private func resolved(_ node: YAMLNode, in section: String) -> YAMLNode? {
        guard let reference = node["$ref"] else { return node }
        _ = findings.members(of: node, "a `$ref`", known: ["$ref"])
        guard let text = findings.string(reference, "`$ref`") else { return nil }
        let root = "#/components/\(section)/"
        let name = String(text.dropFirst(root.count))
        if text.hasPrefix(root), let target = components?[section]?[name] {
            if target["$ref"] == nil { return target }
            findings.report(reference.position, "`\(text)` leads to another `$ref`, which is not supported")
            return nil
        }
        let known = text.hasPrefix(root) ? "there is no `\(name)`" : "it must begin with `\(root)`"
        findings.report(reference.position, "`\(text)` leads nowhere: \(known)")
        return nil
    }

    func parameter(_ node: YAMLNode, at pointer: String) -> Operation.Parameter? {
        guard let node = resolved(node, in: "parameters") else { return nil }
        let known = [
            "name", "in", "required", "description", "schema", "style", "explode", "example", "examples",
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
        let schema = schemas.schema(schemaNode, at: pointer + "/schema")
        check(node, schema, place)
        return Operation.Parameter(
            name: name, place: place, isRequired: isRequired,
            description: findings.string(node["description"], "`description`"), schema: schema,
            position: node.position)
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

    /// A parameter is one text, or, in a query with `explode: false`, a list of them with commas between.
    private func check(_ node: YAMLNode, _ schema: Schema, _ place: Operation.Parameter.Place) {
        if let style = node["style"], style.text != (place == .query ? "form" : "simple") {
            findings.report(
                style.position, "the style `\(style.text ?? "")` is not supported in a \(place.rawValue)")
        }
        if let explode = node["explode"], findings.bool(explode, "`explode`") == true {
            findings.report(
                explode.position,
                "`explode: true` is not supported; a list is one parameter, its items separated by commas")
        }
        if schema.isNullable { findings.report(schema.position, "a parameter can't be null") }
        switch schema.kind {
        case .string, .timestamp, .integer, .number, .boolean, .choice, .reference: break
        case .array(let items, _, _):
            if place == .query, node["explode"] == nil {
                findings.report(
                    node.position, "a list in a query needs `explode: false`: items separated by commas")
            }
            if case .array = items.kind {
                findings.report(items.position, "a list of lists is not supported here")
            }
        default: findings.report(schema.position, "this schema is not supported for a parameter")
        }
    }

    func body(_ node: YAMLNode, at pointer: String) -> Operation.RequestBody? {
        _ = findings.members(of: node, "a request body", known: ["description", "required", "content"])
        guard let content = findings.required(node, "content", "a request body") else { return nil }
        let entries = findings.named(content, "`content`")
        guard entries.count == 1, let entry = entries.first, entry.name == "application/json" else {
            findings.report(content.position, "a request body must be application/json, and nothing else")
            return nil
        }
        let place = pointer + "/content/application~1json"
        guard let schema = media(entry, at: place) else {
            findings.report(entry.position, "a request body needs a schema")
            return nil
        }
        return Operation.RequestBody(
            isRequired: findings.bool(node["required"], "`required`") ?? false, schema: schema)
    }

    func response(_ entry: YAMLNode.Entry, at pointer: String) -> Operation.Response? {
        guard let status = Int(entry.name), (100...599).contains(status) else {
            findings.report(
                entry.position, "the response `\(entry.name)` is not supported; it must be one status code")
            return nil
        }
        guard let node = resolved(entry.value, in: "responses") else { return nil }
        let known = ["description", "headers", "content"] + (status == 101 ? ["x-frame-schema"] : [])
        _ = findings.members(of: node, "a response", known: known)
        _ = findings.required(node, "description", "a response")
        let headers = findings.named(node["headers"], "`headers`").compactMap {
            header($0, at: pointer + "/headers")
        }
        return Operation.Response(
            status: status, description: findings.string(node["description"], "`description`"),
            headers: headers,
            content: content(node, status, at: pointer), position: entry.position)
    }

    private func header(_ entry: YAMLNode.Entry, at pointer: String) -> Operation.Header? {
        _ = findings.members(
            of: entry.value, "a header", known: ["description", "required", "schema", "example"])
        guard let node = findings.required(entry.value, "schema", "a header") else { return nil }
        let schema = schemas.schema(node, at: pointer + "/" + Pointer.escape(entry.name) + "/schema")
        switch schema.kind {
        case .string, .integer: break
        default: findings.report(node.position, "a header must be a string or an integer")
        }
        return Operation.Header(
            name: entry.name, isRequired: findings.bool(entry.value["required"], "`required`") ?? false,
            schema: schema)
    }

    private func content(_ node: YAMLNode, _ status: Int, at pointer: String) -> Operation.Content {
        let entries = findings.named(node["content"], "`content`")
        if status == 101 {
            if let entry = entries.first { findings.report(entry.position, "101 has no content") }
            return .upgrade(frame: frame(node))
        }
        guard let entry = entries.first else {
            if status >= 400 { findings.report(node.position, "an error needs application/problem+json") }
            return .none
        }
        if entries.count > 1 {
            findings.report(entries[1].position, "a response has one media type, or none")
        }
        if status == 204 || status == 304 { findings.report(entry.position, "\(status) has no content") }
        let schema = media(entry, at: pointer + "/content/" + Pointer.escape(entry.name))
        return content(entry, schema, isProblem: status >= 400)
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
        switch entry.name {
        case "application/json":
            if let schema { return .json(schema) }
            findings.report(entry.position, "application/json needs a schema")
            return .none
        case "text/event-stream": return .events(frame: frame(entry.value))
        default:
            if case .string(nil, nil, nil)? = schema?.kind { return .bytes(entry.name) }
            if let schema {
                findings.report(schema.position, "the schema of \(entry.name) must be `type: string`")
            }
            return .bytes(entry.name)
        }
    }

    private func media(_ entry: YAMLNode.Entry, at pointer: String) -> Schema? {
        var known = ["schema", "example", "examples"]
        if entry.name == "text/event-stream" { known.append("x-frame-schema") }
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
        return schemas.target(reference)
    }
}
