/// The whole way from the document's text to Swift's, in four pure steps.
import YAML

enum Pipeline {
    struct Faults: Error, Equatable {
        /// In the document's order, at least one.
        let diagnostics: [Diagnostic]
    }

    struct Output: Equatable {
        let name: String
        let text: String
    }

    /// - Parameter file: what diagnostics call the document.
    static func run(_ yaml: [UInt8], file: String) throws(Faults) -> [Output] {
        let root = try parse(yaml, file: file)
        let document = try document(root, file: file)
        let files = [
            TypeTranslator.file(document), ProtocolTranslator.file(document), RouteTranslator.file(document),
            DocumentTranslator.file(root, yaml),
        ]
        let source = file.split(separator: "/").last.map(String.init) ?? file
        return files.map { Output(name: $0.name, text: SwiftPrinter.text(of: $0, madeFrom: source)) }
    }

    static func document(_ yaml: [UInt8], file: String) throws(Faults) -> OpenAPIDocument {
        try document(parse(yaml, file: file), file: file)
    }

    private static func parse(_ yaml: [UInt8], file: String) throws(Faults) -> YAMLNode {
        do {
            return try YAMLParser.parse(yaml, file: file)
        } catch {
            throw Faults(diagnostics: [error])
        }
    }

    private static func document(_ root: YAMLNode, file: String) throws(Faults) -> OpenAPIDocument {
        let findings = Findings(file: file)
        let document = DocumentReader.read(root, findings)
        let schemas = SchemaCheck(document: document, findings: findings)
        schemas.run()
        if schemas.isFinite { OperationCheck(document: document, findings: findings).run() }
        guard findings.diagnostics.isEmpty else { throw Faults(diagnostics: findings.sorted) }
        return document
    }
}
