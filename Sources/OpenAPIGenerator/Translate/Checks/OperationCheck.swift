/// What only shows when an operation is whole: names that clash in Swift, answers that it does not tell of.
import YAML

struct OperationCheck {
    let document: OpenAPIDocument
    let findings: Findings

    func run() {
        for operation in document.operations {
            check(names: operation)
            for parameter in operation.parameters { check(parameter) }
            checkStatuses(of: operation)
        }
    }

    private func check(names operation: Operation) {
        let types = TypeNames(document: document)
        let shape = OperationShape(operation, types)
        if Names.member(operation.id) != operation.id {
            let like = Names.member(operation.id) ?? "getJob"
            findings.report(
                operation.position, "the operationId `\(operation.id)` must be a name such as `\(like)`")
        }
        if document.schema(named: shape.namespace) != nil || Names.reserved.contains(shape.namespace) {
            findings.report(
                operation.position, "the operation's type would be `\(shape.namespace)`, which is taken")
        }
        var seen: Set<String> = []
        for input in shape.inputs where !seen.insert(input.name).inserted {
            findings.report(operation.position, "two inputs are named `\(input.name)` in Swift")
        }
        let schemas = SchemaCheck(document: document, findings: findings)
        let inline =
            operation.parameters.map { (Names.type($0.name) ?? $0.name, $0.schema) }
            + (operation.body.map { [("Body", $0.schema)] } ?? [])
        for (name, schema) in inline {
            schemas.check(nested: name, schema)
            schemas.check(schema)
        }
    }

    private func check(_ parameter: Operation.Parameter) {
        if Names.member(parameter.name) == nil {
            findings.report(
                parameter.position,
                "`\(parameter.name)` can't be made a Swift name: it must begin with a letter")
        }
        let types = TypeNames(document: document)
        var schema = types.resolved(parameter.schema)
        var isNullable = types.isNullable(parameter.schema)
        if case .array(let items, _) = schema.kind {
            isNullable = isNullable || types.isNullable(items)
            schema = types.resolved(items)
        }
        if isNullable { findings.report(schema.position, "a parameter can't be null") }
        if case .reference(let name) = schema.kind, case .choice? = document.schema(named: name)?.kind {
            return
        }
        switch schema.kind {
        case .string, .timestamp, .integer, .number, .boolean, .choice: return
        default:
            findings.report(
                parameter.position, "the schema of `\(parameter.name)` is not supported for a parameter")
        }
    }

    /// The routes answer these by themselves.
    private func checkStatuses(of operation: Operation) {
        var wanted: [(statuses: [Int], reason: String)] = []
        if operation.parameters.contains(where: { $0.place != .path }) {
            wanted.append(([400], "a parameter may be at fault"))
        }
        if operation.parameters.contains(where: { $0.place == .path }) {
            wanted.append(([404, 400], "the path may lead nowhere"))
        }
        if operation.body != nil {
            wanted += [400, 413, 415, 422].map { ([$0], "its body may be at fault") }
        }
        let known = operation.responses.map(\.status)
        for (statuses, reason) in wanted where !known.contains(where: statuses.contains) {
            findings.report(operation.position, "`\(operation.id)` must document \(statuses[0]): \(reason)")
        }
    }
}
