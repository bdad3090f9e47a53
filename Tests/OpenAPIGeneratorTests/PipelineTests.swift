/// Whole documents to whole files: the golden texts are what the generator shall write.
import Foundation
import Testing
import YAML
@testable import OpenAPIGenerator

@Suite struct PipelineTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test(arguments: ["small", "schemas", "operations", "composed"])
    func `a document gives the Swift of its golden file`(name: String) throws {
        let folder = Self.folder.appending(path: "Golden")
        let yaml = try Data(contentsOf: folder.appending(path: name + ".yaml"))
        let golden = try String(contentsOf: folder.appending(path: name + ".swift.golden"), encoding: .utf8)
        let text = try Pipeline.run([UInt8](yaml), file: name + ".yaml").dropLast().map(\.text).joined()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let wanted = golden.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, pair) in zip(lines, wanted).enumerated() where pair.0 != pair.1 {
            Issue.record("\(name).swift.golden:\(number + 1): wanted `\(pair.1)`, got `\(pair.0)`")
            return
        }
        #expect(lines.count == wanted.count)
    }

    @Test func `the document of this package has no fault`() throws {
        let place = Self.folder.appending(path: "../../openapi.yaml")
        let outputs = try Pipeline.run([UInt8](Data(contentsOf: place)), file: "openapi.yaml")
        #expect(
            outputs.map(\.name) == [
                "APISchemas.swift", "APIHandlers.swift", "APIRoutes.swift", "APIDocument.swift",
            ])
    }

    @Test func `the program carries the document, also as JSON`() throws {
        let yaml = try Data(contentsOf: Self.folder.appending(path: "Golden/small.yaml"))
        let carried = try #require(Pipeline.run([UInt8](yaml), file: "small.yaml").last?.text)
        let text = String(decoding: yaml, as: UTF8.self)
        #expect(carried.contains("yaml: StaticString =\n#\"\"\"\n" + text + "\n\"\"\"#\n"))
        #expect(carried.contains("json: StaticString =\n##\"\"\"\n{\"openapi\":\"3.1.0\",\"info\":{"))
    }

    @Test(arguments: [
        ("a", "#\"\"\"\na\n\"\"\"#"), ("\"#", "##\"\"\"\n\"#\n\"\"\"##"),
        ("\\##n", "###\"\"\"\n\\##n\n\"\"\"###"),
    ])
    func `a literal is longer fenced than its text`(text: String, literal: String) {
        #expect(DocumentTranslator.literal(text) == literal)
    }

    @Test func `a fault of YAML is told with its place`() {
        let faults = #expect(throws: Pipeline.Faults.self) {
            try Pipeline.run(Array("openapi: 3.1.0\ninfo: [\n".utf8), file: "openapi.yaml")
        }
        #expect(faults?.diagnostics.count == 1)
        #expect(faults?.diagnostics.first?.description.hasPrefix("openapi.yaml:") == true)
    }

    @Test func `several faults are told at once, in the document's order`() throws {
        let faults = Documents.faults(
            in: Documents.text(
                schemas: """
                        A: { type: string, format: ipv4 }
                        b: { type: object, properties: { x: { $ref: '#/components/schemas/C' } } }
                        D: { not: {} }
                    """))
        #expect(
            faults == [
                "api.yaml:8:32: error: the format `ipv4` of a string is not supported; "
                    + "known are date-time, date, uuid, uri, uri-reference, byte, password",
                "api.yaml:9:8: error: `b` must be a name such as `B`",
                "api.yaml:9:49: error: `#/components/schemas/C` leads nowhere: there is no `C`",
                "api.yaml:10:10: error: `not` is not supported in a schema without `type`; "
                    + "known are description, title, example, examples, default, deprecated, externalDocs, $comment",
            ])
    }
}
