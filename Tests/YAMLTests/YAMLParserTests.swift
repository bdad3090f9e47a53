/// What the parser reads, compared with the trees of PyYAML, and where it says that things stand.
import Foundation
import Testing

@testable import YAML

@Suite("YAMLParser, YAML 1.2.2") struct YAMLParserTests {
    @Test(arguments: corpus)
    func `a text gives the same tree as PyYAML`(yaml: String, tree: String) throws {
        #expect(try YAMLParser.parse(yaml, file: "f").compact == tree)
    }

    @Test(arguments: corpus)
    func `line ends of Windows change nothing`(yaml: String, tree: String) throws {
        let windows = yaml.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
        #expect(try YAMLParser.parse(windows, file: "f").compact == tree)
    }

    @Test(arguments: corpus)
    func `a text cut anywhere is a tree or a diagnostic`(yaml: String, tree: String) {
        let bytes = Array(yaml.utf8)
        for count in 0..<bytes.count {
            do throws(Diagnostic) {
                _ = try YAMLParser.parse(Array(bytes[..<count]), file: "f")
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
            }
        }
    }

    @Test func `keys and values know their places`() throws {
        let root = try YAMLParser.parse("a: 1\nbcd:\n  - x\n  - {y: 'z'}\n", file: "f")
        let entry = try #require(root.entry("bcd"))
        #expect(entry.position == Position(line: 2, column: 1))
        #expect(entry.value.position == Position(line: 3, column: 3))
        let inner = try #require(entry.value.items?[1].entry("y"))
        #expect(inner.position == Position(line: 4, column: 6))
        #expect(inner.value.position == Position(line: 4, column: 9))
        #expect(root["a"]?.position == Position(line: 1, column: 4))
    }

    @Test func `columns count characters, not bytes`() throws {
        let root = try YAMLParser.parse("ä: {ö: x}\n", file: "f")
        #expect(root["ä"]?["ö"]?.position == Position(line: 1, column: 8))
    }

    @Test func `an empty value stands behind its colon`() throws {
        let root = try YAMLParser.parse("a:\nb:   # c\n", file: "f")
        #expect(root["a"]?.position == Position(line: 1, column: 3))
        #expect(root["a"]?.isNull == true)
    }

    @Test func `what an alias brings keeps the place of its anchor`() throws {
        let root = try YAMLParser.parse("a: &x {k: v}\nb: *x\n", file: "f")
        #expect(root["b"]?["k"]?.position == Position(line: 1, column: 11))
    }

    @Test func `a later anchor takes the place of an earlier one`() throws {
        #expect(try YAMLParser.parse("[&a x, *a, &a y, *a]", file: "f").compact == #"["x","x","y","y"]"#)
    }

    @Test func `tabs may separate what is not indentation`() throws {
        let root = try YAMLParser.parse("a:\t1\nb: x\ty\t# c\n\t\nc:\t[d,\te]\n", file: "f")
        #expect(root.compact == #"{"a":"1","b":"x\ty","c":["d","e"]}"#)
    }

    @Test func `a scalar remembers how it was written`() throws {
        let root = try YAMLParser.parse("[a, 'a', \"a\"]", file: "f")
        #expect(root.items?.map(\.kind) == [
            .scalar("a", .plain), .scalar("a", .singleQuoted), .scalar("a", .doubleQuoted),
        ])
    }

    @Test func `a pair of surrogates is one character`() throws {
        #expect(try YAMLParser.parse(#""\uD83D\uDE00""#, file: "f").text == "😀")
    }

    @Test func `the project's own description of its interface is read`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../openapi.yaml")
        let document = try YAMLParser.parse(Array(Data(contentsOf: root)), file: "openapi.yaml")
        #expect(document["openapi"]?.string == "3.1.0")
        #expect(document["paths"]?["/api/v1/jobs"]?["get"]?["operationId"]?.string == "listJobs")
    }
}

extension YAMLNode {
    /// JSON without blanks, every scalar as a string.
    var compact: String {
        switch kind {
        case .scalar(let text, _): Self.quoted(text)
        case .sequence(let items): "[" + items.map(\.compact).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { Self.quoted($0.name) + ":" + $0.value.compact }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let short: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\u{8}": "\\b", "\u{C}": "\\f",
        ]
        return "\"" + text.unicodeScalars.map { scalar in
            if let escape = short[scalar] { return escape }
            return scalar.value < 0x20 ? String(format: "\\u%04x", scalar.value) : String(scalar)
        }.joined() + "\""
    }
}
