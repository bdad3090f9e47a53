/// Random documents in every style that PyYAML writes, compared with what PyYAML reads from them.
import Foundation
import Testing
@testable import YAML

@Suite struct PyYAMLTests {
    private struct Line: Decodable {
        let yaml: String
        /// As compact JSON, each scalar as its text.
        let tree: String
    }

    /// `.ci/yaml-corpus 1 300`; CI names another, made anew from another seed.
    private static let file =
        ProcessInfo.processInfo.environment["ANANA_YAML_CORPUS"].map { URL(filePath: $0) }
        ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Fixtures/yaml-corpus.jsonl")

    private static func lines() throws -> [Line] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    @Test func `each gives the same tree`() throws {
        let lines = try Self.lines()
        #expect(lines.count >= 300)
        for line in lines {
            do throws(Diagnostic) {
                let tree = try YAMLParser.parse(line.yaml, file: "f").compact
                #expect(tree == line.tree, "\(line.yaml)")
            } catch {
                Issue.record("\(error): \(line.yaml)")
            }
        }
    }
}
