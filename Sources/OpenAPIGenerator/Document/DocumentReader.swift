/// YAML to the document: the only step that knows how OpenAPI 3.1 is written. Reports what we do not support.
import YAML

struct DocumentReader {
    private let findings: Findings
    private let root: YAMLNode
    private let references: References
    private let schemas: SchemaParser
    private let requests: RequestReader
    private let answers: ResponseReader
    private var document = OpenAPIDocument()

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch"]

    /// Faults go to `findings`; with any, the document is not to be used.
    static func read(_ root: YAMLNode, _ findings: Findings) -> OpenAPIDocument {
        var reader = DocumentReader(root, findings)
        reader.readHead()
        reader.readSchemas()
        reader.readPaths()
        return reader.document
    }

    private init(_ root: YAMLNode, _ findings: Findings) {
        self.findings = findings
        self.root = root
        references = References(root: root, findings: findings)
        schemas = SchemaParser(findings: findings, references: references)
        requests = RequestReader(findings: findings, schemas: schemas, references: references)
        answers = ResponseReader(findings: findings, schemas: schemas, references: references)
    }

    private mutating func readHead() {
        _ = findings.members(
            of: root, "the document",
            known: ["openapi", "info", "servers", "tags", "externalDocs", "paths", "components"])
        if let version = findings.required(root, "openapi", "the document"),
            version.text?.hasPrefix("3.1.") != true
        {
            findings.report(version.position, "only OpenAPI 3.1 is supported, found `\(version.text ?? "")`")
        }
        if let info = findings.required(root, "info", "the document") {
            let known = [
                "title", "version", "summary", "description", "license", "contact", "termsOfService",
            ]
            _ = findings.members(of: info, "`info`", known: known)
        }
        for server in findings.items(root["servers"], "`servers`") where server["url"]?.text != "/" {
            findings.report(server.position, "only the server `/` is supported: paths begin at the root")
        }
        for tag in findings.items(root["tags"], "`tags`") {
            _ = findings.members(of: tag, "a tag", known: ["name", "description", "externalDocs"])
            guard let name = findings.string(findings.required(tag, "name", "a tag"), "`name`") else {
                continue
            }
            let description = findings.string(tag["description"], "`description`")
            document.tags.append(OpenAPIDocument.Tag(name: name, description: description))
        }
    }

    private mutating func readSchemas() {
        guard let node = root["components"] else { return }
        let sections = [
            "schemas", "parameters", "responses", "headers", "requestBodies", "examples", "pathItems",
        ]
        _ = findings.members(of: node, "`components`", known: sections)
        for entry in findings.named(node["schemas"], "`schemas`") {
            let pointer = References.schemas + Pointer.escape(entry.name)
            let schema = schemas.schema(entry.value, at: pointer)
            document.schemas.append(OpenAPIDocument.NamedSchema(name: entry.name, schema: schema))
        }
    }

    private mutating func readPaths() {
        guard let paths = findings.required(root, "paths", "the document") else { return }
        for entry in findings.named(paths, "`paths`") {
            check(path: entry)
            let pointer = "#/paths/" + Pointer.escape(entry.name)
            let known = Self.methods + ["parameters", "summary", "description"]
            guard let item = references.resolved(entry.value, in: "pathItems") else { continue }
            let members = findings.members(of: item, "a path", known: known)
            let shared = parameters(item, at: pointer)
            for member in members where Self.methods.contains(member.name) {
                let place = pointer + "/" + member.name
                guard var operation = operation(member, path: entry.name, at: place) else { continue }
                let own = parameters(member.value, at: place)
                operation.parameters =
                    shared.filter { outer in
                        !own.contains { $0.name == outer.name && $0.place == outer.place }
                    } + own
                check(parametersOf: operation)
                document.operations.append(operation)
            }
        }
    }

    private func parameters(_ node: YAMLNode, at pointer: String) -> [Operation.Parameter] {
        let items = findings.items(node["parameters"], "`parameters`")
        return items.enumerated().compactMap { requests.parameter($1, at: pointer + "/parameters/\($0)") }
    }

    private func operation(_ entry: YAMLNode.Entry, path: String, at pointer: String) -> Operation? {
        let node = entry.value
        let known = [
            "tags", "operationId", "summary", "description", "externalDocs", "deprecated", "x-runs-on",
            "parameters", "requestBody", "responses",
        ]
        _ = findings.members(of: node, "an operation", known: known)
        guard let idNode = findings.required(node, "operationId", "an operation"),
            let id = findings.string(idNode, "`operationId`"), let tag = tag(node)
        else { return nil }
        if document.operations.contains(where: { $0.id == id }) {
            findings.report(idNode.position, "the operation `\(id)` comes twice")
        }
        var operation = Operation(
            id: id, tag: tag, method: entry.name, path: path, pointer: pointer, position: entry.position)
        operation.summary = findings.string(node["summary"], "`summary`")
        operation.description = findings.string(node["description"], "`description`")
        operation.lane = lane(node["x-runs-on"])
        operation.body = node["requestBody"].flatMap { requests.body($0, at: pointer + "/requestBody") }
        if let body = node["requestBody"], entry.name == "get" || entry.name == "head" {
            findings.report(body.position, "a \(entry.name) has no body")
        }
        if let responses = findings.required(node, "responses", "an operation") {
            operation.responses = findings.named(responses, "`responses`").flatMap {
                answers.responses($0, at: pointer + "/responses/" + $0.name)
            }
            if !operation.responses.contains(where: { !$0.isProblem }) {
                findings.report(responses.position, "an operation needs a response below 400")
            }
        }
        return operation
    }

    private func tag(_ node: YAMLNode) -> String? {
        guard let list = findings.required(node, "tags", "an operation") else { return nil }
        let items = findings.items(list, "`tags`")
        guard items.count == 1, let name = findings.string(items[0], "a tag") else {
            findings.report(list.position, "an operation needs one tag: it names the protocol of its handler")
            return nil
        }
        if document.tags.contains(where: { $0.name == name }) { return name }
        let known = document.tags.map(\.name).joined(separator: ", ")
        findings.report(items[0].position, "the tag `\(name)` is not among the document's tags (\(known))")
        return nil
    }

    private func lane(_ node: YAMLNode?) -> Operation.Lane {
        guard let node else { return .loop }
        if let lane = Operation.Lane(rawValue: node.text ?? "") { return lane }
        let known = Operation.Lane.allCases.map(\.rawValue).joined(separator: ", ")
        findings.report(node.position, "`x-runs-on` must be one of \(known)")
        return .loop
    }

    private func check(path entry: YAMLNode.Entry) {
        guard entry.name.hasPrefix("/") else {
            return findings.report(entry.position, "a path begins with /")
        }
        for segment in entry.name.split(separator: "/") where segment.contains("{") || segment.contains("}") {
            let inner = segment.dropFirst().dropLast()
            let isWhole = segment.hasPrefix("{") && segment.hasSuffix("}") && !inner.isEmpty
            if !isWhole || inner.contains("{") || inner.contains("}") {
                findings.report(
                    entry.position, "a path parameter fills its whole segment, unlike `\(segment)`")
            }
        }
    }

    private func check(parametersOf operation: Operation) {
        let named = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
        var seen: Set<String> = []
        for parameter in operation.parameters {
            if !seen.insert("\(parameter.place) \(parameter.name)").inserted {
                findings.report(parameter.position, "the parameter `\(parameter.name)` comes twice")
            }
            if parameter.place == .path, !named.contains(parameter.name) {
                findings.report(parameter.position, "the path \(operation.path) has no `{\(parameter.name)}`")
            }
        }
        for name in named
        where !operation.parameters.contains(where: { $0.place == .path && $0.name == name }) {
            findings.report(operation.position, "`{\(name)}` in the path is not among the parameters")
        }
    }
}
