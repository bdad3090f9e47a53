/// Stubs for the operations that have no handler yet: each compiles, and answers that it is not written.
struct Scaffold {
    struct Stub: Equatable {
        /// Within the handlers' folder; a file of its own for each operation.
        let name: String
        let text: String
    }

    /// In the document's order. Nothing that is there is looked at again, or written.
    static func stubs(for document: OpenAPIDocument, beside source: HandlerSource) -> [Stub] {
        document.tags.flatMap { tag -> [Stub] in
            let missing = document.operations.filter { operation in
                operation.tag == tag.name
                    && !source.handles(operation.id, Names.type(operation.id) ?? operation.id)
            }
            let conformance = ProtocolTranslator.protocolName(tag.name)
            if let type = source.type(conformingTo: conformance) {
                return missing.map { stub($0, in: "extension \(type)", file: "\(type)+") }
            }
            guard let first = missing.first else { return [] }
            let type = (Names.type(tag.name) ?? tag.name) + "Handler"
            return [stub(first, in: "struct \(type): \(conformance)", file: type, isNew: true)]
                + missing.dropFirst().map { stub($0, in: "extension \(type)", file: "\(type)+") }
        }
    }

    private static func stub(
        _ operation: Operation, in head: String, file: String, isNew: Bool = false
    ) -> Stub {
        let namespace = Names.type(operation.id) ?? operation.id
        let name = Names.code(operation.id)
        let method = "func \(name)(_ input: \(namespace).Input) throws -> \(namespace).Output"
        let summary = operation.summary ?? operation.id
        let note = isNew ? " Give it to `APIRoutes.all` in Services.swift." : ""
        return Stub(
            name: file + (isNew ? "" : namespace) + ".swift",
            text: """
                /// \(summary): `\(operation.method.uppercased()) \(operation.path)`.\(note)
                internal import HTTP
                internal import JobAPI

                \(head) {
                    \(method) {
                        throw ProblemError(.notImplemented, detail: "\(operation.id) is not written yet.")
                    }
                }

                """)
    }
}
