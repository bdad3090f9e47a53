/// The document as the translators see it: what it refers to is in place, nothing unsupported is left.
struct OpenAPIDocument: Equatable {
    /// In the document's order.
    var tags: [Tag] = []
    var schemas: [NamedSchema] = []
    var operations: [Operation] = []

    struct Tag: Equatable {
        let name: String
        let description: String?
    }

    struct NamedSchema: Equatable {
        let name: String
        let schema: Schema
    }

    /// Each once.
    var patterns: [CharacterPattern] {
        let roots =
            schemas.map(\.schema)
            + operations.flatMap { operation in
                operation.parameters.map(\.schema) + (operation.body.map { [$0.schema] } ?? [])
                    + operation.responses.compactMap {
                        if case .json(let schema, _) = $0.content { schema } else { nil }
                    }
            }
        return roots.flatMap(\.patterns).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    func schema(named name: String) -> Schema? {
        schemas.first { $0.name == name }?.schema
    }
}
