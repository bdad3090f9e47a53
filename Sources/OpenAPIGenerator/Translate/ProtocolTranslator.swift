/// Operations to one handler protocol a tag, and to what its methods take and give.
struct ProtocolTranslator {
    private let document: OpenAPIDocument
    private let names: TypeNames
    private let types: TypeTranslator

    static func file(_ document: OpenAPIDocument) -> SwiftFile {
        let translator = ProtocolTranslator(document)
        let declarations =
            document.tags.map(translator.handlers) + document.operations.map(translator.namespace)
        let imports = Names.modules.filter { module in declarations.contains { $0.mentions(module.types) } }
        return SwiftFile(
            name: "APIHandlers.swift", purpose: "What the handlers are asked, and what they may answer.",
            imports: imports.map { "package import \($0.name)" }, declarations: declarations)
    }

    private init(_ document: OpenAPIDocument) {
        self.document = document
        names = TypeNames(document: document)
        types = TypeTranslator(names)
    }

    static func protocolName(_ tag: String) -> String { (Names.type(tag) ?? tag) + "Handlers" }

    /// `GET /jobs/{id}` and the place in the document.
    static func comment(_ operation: Operation) -> [String] {
        ["`\(operation.method.uppercased()) \(operation.path)`, `\(operation.pointer)`"]
    }

    private func handlers(_ tag: OpenAPIDocument.Tag) -> SwiftDeclaration {
        let methods = document.operations.filter { $0.tag == tag.name }.map { operation in
            let shape = OperationShape(operation, names)
            return SwiftDeclaration.text(
                "func \(Names.code(operation.id))(_ input: \(shape.namespace).Input)"
                    + " throws -> \(shape.namespace).Output",
                comment: Comment.lines(operation.summary) + Self.comment(operation))
        }
        return .type(
            "package protocol \(Self.protocolName(tag.name)): Sendable",
            comment: Comment.lines(tag.description), methods)
    }

    private func namespace(_ operation: Operation) -> SwiftDeclaration {
        let shape = OperationShape(operation, names)
        let prose = operation.description ?? operation.summary
        return .type(
            "package enum \(shape.namespace)", comment: Comment.lines(prose) + Self.comment(operation),
            nested(operation) + [input(shape), output(shape)])
    }

    /// Types of schemas that stand inside the operation.
    private func nested(_ operation: Operation) -> [SwiftDeclaration] {
        let parameters = operation.parameters.flatMap {
            types.inline($0.schema, Names.type($0.name) ?? $0.name)
        }
        let body = operation.body.map { types.inline($0.schema, "Body") } ?? []
        let content = operation.responses.flatMap { response -> [SwiftDeclaration] in
            if case .json(let schema, _) = response.content { types.inline(schema, "Body") } else { [] }
        }
        return parameters + body + content
    }

    private func input(_ shape: OperationShape) -> SwiftDeclaration {
        let members = shape.inputs.map {
            SwiftDeclaration.text(
                "package var \(Names.code($0.name)): \($0.type)", comment: Comment.lines($0.comment))
        }
        let parameters = shape.inputs.map { input in
            let value = input.defaultCode ?? (input.type.hasSuffix("?") ? "nil" : nil)
            return "\(input.name): \(input.type)" + (value.map { " = \($0)" } ?? "")
        }
        let initializer = SwiftDeclaration.function(
            "package init", parameters,
            body: shape.inputs.map { .line("self.\($0.name) = \(Names.code($0.name))") })
        return .type("package struct Input: Sendable", comment: [], members + [initializer])
    }

    private func output(_ shape: OperationShape) -> SwiftDeclaration {
        let cases = shape.outputs.map { output in
            let values = output.payload.map { part in
                (part.label.map { $0 + ": " } ?? "") + part.type
                    + (part.type.hasSuffix("?") && part.label != nil ? " = nil" : "")
            }
            let payload = values.isEmpty ? "" : "(" + values.joined(separator: ", ") + ")"
            let status = "\(output.response.status): \(output.response.description ?? "")"
            return SwiftDeclaration.text(
                "case \(output.name)\(payload)", comment: Comment.lines(status) + frame(output))
        }
        return .type("package enum Output: Sendable", comment: [], cases)
    }

    private func frame(_ output: OperationShape.Output) -> [String] {
        switch output.response.content {
        case .events(let frame?), .upgrade(let frame?): ["Each holds a `\(frame)`."]
        default: []
        }
    }
}
