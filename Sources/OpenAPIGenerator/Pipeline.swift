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

    static let outputNames = ["APISchemas.swift", "APIHandlers.swift", "APIRoutes.swift"]

    /// - Parameter file: what diagnostics call the document.
    static func run(_ yaml: [UInt8], file: String) throws(Faults) -> [Output] {
        let document = try document(yaml, file: file)
        let files = [
            TypeTranslator.file(document), ProtocolTranslator.file(document), RouteTranslator.file(document),
        ]
        let source = file.split(separator: "/").last.map(String.init) ?? file
        return files.map { Output(name: $0.name, text: SwiftPrinter.text(of: $0, madeFrom: source)) }
    }

    static func document(_ yaml: [UInt8], file: String) throws(Faults) -> OpenAPIDocument {
        let root: YAMLNode
        do {
            root = try YAMLParser.parse(yaml, file: file)
        } catch {
            throw Faults(diagnostics: [error])
        }
        let findings = Findings(file: file)
        let document = DocumentReader.read(root, findings)
        SchemaCheck(document: document, findings: findings).run()
        OperationCheck(document: document, findings: findings).run()
        guard findings.diagnostics.isEmpty else { throw Faults(diagnostics: findings.sorted) }
        return document
    }
}
