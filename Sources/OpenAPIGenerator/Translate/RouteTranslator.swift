/// Operations to routes: decode, validate, call the handler, encode.
struct RouteTranslator {
    private let document: OpenAPIDocument
    private let names: TypeNames
    private let coding: CodingTranslator

    static func file(_ document: OpenAPIDocument) -> SwiftFile {
        let translator = RouteTranslator(document)
        let all = translator.all()
        let routes = document.operations.map(translator.route)
        return SwiftFile(
            name: "APIRoutes.swift", purpose: "From a request to its handler, and back.",
            imports: ["package import HTTP", "import JSON"],
            declarations: [
                .type(
                    "package enum APIRoutes", comment: ["All routes, in the document's order."],
                    [all] + routes)
            ])
    }

    private init(_ document: OpenAPIDocument) {
        self.document = document
        names = TypeNames(document: document)
        coding = CodingTranslator(names: names)
    }

    private func all() -> SwiftDeclaration {
        let handlers = document.tags.compactMap { tag in
            Names.member(tag.name).map { "\($0): any \(ProtocolTranslator.protocolName(tag.name))" }
        }
        let report = "report: @escaping @Sendable (any Error, Request) -> Void"
        let calls = document.operations.map { operation in
            "\(Names.code(operation.id))(\(Names.member(operation.tag) ?? operation.tag), report)"
        }
        return .function(
            "package static func all", handlers + [report], " -> [Route]",
            comment: [
                "- Parameter report: told of what a handler throws that is no `ProblemError`."
            ],
            body: [.list(calls)])
    }

    private func route(_ operation: Operation) -> SwiftDeclaration {
        let shape = OperationShape(operation, names)
        let template = "PathTemplate(\(Names.literal(operation.path)))"
        let head = "Route(.\(operation.method), \(template), lane: .\(operation.lane.rawValue))"
        return .function(
            "private static func \(Names.code(operation.id))",
            [
                "_ handlers: any \(ProtocolTranslator.protocolName(operation.tag))",
                "_ report: @escaping Answer.Report",
            ],
            " -> Route", comment: ProtocolTranslator.comment(operation),
            body: [
                .closure(
                    head, "request, captures",
                    [
                        .block("Answer.to(request, report)", decode(shape) + [call(shape), answer(shape)])
                    ])
            ])
    }

    private func decode(_ shape: OperationShape) -> [SwiftStatement] {
        var statements: [SwiftStatement] = []
        let parameters = shape.operation.parameters
        if !parameters.isEmpty {
            statements.append(.line("var parameters = ParameterDecoder(request, captures)"))
            statements += parameters.map { decode($0, shape.namespace) }
            let required = parameters.filter(\.isRequired).map { "let \(Self.local($0.name))" }
            let conditions = (required + ["parameters.areValid"]).joined(separator: ", ")
            let unknownPath = shape.operation.responses.contains { $0.status == 404 } ? 404 : 400
            statements.append(
                .block(
                    "guard \(conditions) else",
                    [
                        .line("throw parameters.refusal(unknownPath: Status(\(unknownPath)))")
                    ]))
        }
        if let body = shape.operation.body {
            let name = body.isRequired ? "required" : "optional"
            let read = coding.decode(body.schema, suggesting: shape.namespace + ".Body")
            statements.append(
                .closure("let body = try JSONBody.\(name)(request)", CodingTranslator.closure, [.line(read)]))
        }
        return statements
    }

    private func decode(_ parameter: Operation.Parameter, _ namespace: String) -> SwiftStatement {
        var isRepeated = false
        if case .array = names.resolved(parameter.schema).kind { isRepeated = parameter.isExploded }
        let method = (parameter.isRequired ? "required" : "optional") + (isRepeated ? "List" : "")
        let place = Names.literal(parameter.name) + (isRepeated ? "" : ", in: .\(parameter.place.rawValue)")
        let suggestion = namespace + "." + (Names.type(parameter.name) ?? parameter.name)
        return .closure(
            "let \(Self.local(parameter.name)) = parameters.\(method)(\(place))", Self.closure,
            [.line(read(parameter.schema, suggestion))])
    }

    private static let closure = "text throws(ParameterText.Fault)"

    /// An expression that reads `text`.
    private func read(_ schema: Schema, _ suggestion: String) -> String {
        let type = names.name(of: schema, suggesting: suggestion)
        func call(_ method: String, _ arguments: [String]) -> String {
            "try text.\(method)(\(arguments.joined(separator: ", ")))"
        }
        let code = coding.rules
        return switch names.resolved(schema).kind {
        case .string(let rules): call("string", code.arguments(rules))
        case .integer(_, let rules): call("integer", [type + ".self"] + code.arguments(rules))
        case .number(let rules): call("number", code.arguments(rules))
        case .boolean: "try text.bool()"
        case .timestamp: "try text.timestamp()"
        case .array(let items, let rules):
            RuleCode.call(
                "try text." + (rules.isUnique ? "uniqueList" : "list"), code.arguments(rules),
                closure: "\(Self.closure) in \(read(items, suggestion + "Item"))")
        default: "try text.choice(\(type).self)"
        }
    }

    private func call(_ shape: OperationShape) -> SwiftStatement {
        let arguments = shape.inputs.map { input in
            switch input.source {
            case .parameter(let parameter):
                let value = Self.local(parameter.name) + (input.defaultCode.map { " ?? \($0)" } ?? "")
                return "\(input.name): \(value)"
            case .body: return "body: body"
            case .fields: return "fields: request.fields"
            }
        }
        let method = "let output = try handlers.\(Names.code(shape.operation.id))"
        return .call(prefix: method + "(\(shape.namespace).Input", arguments: arguments, suffix: ")")
    }

    private func answer(_ shape: OperationShape) -> SwiftStatement {
        .block(
            "switch output",
            shape.outputs.map { output in
                let values = output.payload.map { "let \($0.local)" }
                let payload = values.isEmpty ? "" : "(" + values.joined(separator: ", ") + ")"
                return .label("case .\(output.name)\(payload):", fields(output) + [response(output)])
            })
    }

    private func fields(_ output: OperationShape.Output) -> [SwiftStatement] {
        let headers = output.payload.compactMap { part -> (OperationShape.Part, Operation.Header)? in
            if case .header(let header) = part.source { (part, header) } else { nil }
        }
        guard !headers.isEmpty else { return [] }
        let carried = output.payload.contains { if case .fields = $0.source { true } else { false } }
        return [.line("var headers = \(carried ? "fields" : "Fields()")")]
            + headers.map { part, header in
                let set = SwiftStatement.line(
                    "headers.set(\(Names.literal(header.name)), \"\\(\(part.local))\")")
                return part.type.hasSuffix("?") ? .block("if let \(part.local)", [set]) : set
            }
    }

    private func response(_ output: OperationShape.Output) -> SwiftStatement {
        let hasHeaders = output.payload.contains { if case .header = $0.source { true } else { false } }
        let hasFields = output.payload.contains { if case .fields = $0.source { true } else { false } }
        let fields = hasHeaders ? "fields: headers" : hasFields ? "fields: fields" : nil
        let status = "Status(\(output.response.status))"
        func call(_ method: String, _ arguments: String?...) -> String {
            "return Answer.\(method)(" + arguments.compactMap { $0 }.joined(separator: ", ") + ")"
        }
        switch output.response.content {
        case .none, .problem: return .line(call("empty", status, fields))
        case .json(let schema, let type):
            let type = type == "application/json" ? nil : "type: " + Names.literal(type)
            let write =
                names.isNullable(schema)
                ? [
                    .pair(
                        "if let content", coding.encode(schema, "content"), "else", [.line("writer.null()")])
                ]
                : coding.encode(schema, "content")
            return .closure(call("json", status, type, fields), "writer", write)
        case .bytes(let type):
            // Without a charset a browser takes text for windows-1252.
            let needsCharset = type.hasPrefix("text/") && !type.contains(";")
            let literal = Names.literal(needsCharset ? type + "; charset=utf-8" : type)
            return .line(call("body", status, "type: \(literal)", fields ?? "fields: Fields()", "content"))
        case .events: return .line(call("events", status, fields, "content"))
        case .upgrade: return .line(call("upgrade", fields, "content"))
        }
    }

    /// What a route calls a parameter: never one of its own names.
    private static func local(_ wire: String) -> String {
        let name = Names.member(wire) ?? wire
        let own = [
            "request", "captures", "parameters", "body", "handlers", "report", "output", "content", "text",
            "reader",
        ]
        return own.contains(name) ? name + "Value" : Names.code(name)
    }
}
