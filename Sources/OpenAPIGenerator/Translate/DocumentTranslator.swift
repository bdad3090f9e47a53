/// The document itself, as text that the program carries: what it serves is what it was built from.
import JSON
import YAML

enum DocumentTranslator {
    static func file(_ root: YAMLNode, _ yaml: [UInt8]) -> SwiftFile {
        var writer = JSONWriter(reservingCapacity: yaml.count)
        write(root, &writer)
        let texts = [
            text("yaml", String(decoding: yaml, as: UTF8.self), "As it was written."),
            text("json", String(decoding: writer.bytes, as: UTF8.self), "The same as JSON."),
        ]
        return SwiftFile(
            name: "APIDocument.swift", purpose: "The description of the interface.", imports: [],
            declarations: [.type("package enum APIDocument", comment: [], texts)])
    }

    private static func text(_ name: String, _ text: String, _ comment: String) -> SwiftDeclaration {
        SwiftDeclaration(
            comment: [comment], head: .text("package static let \(name): StaticString ="),
            content: .value(.verbatim(literal(text))))
    }

    /// A literal in which nothing means anything but itself: longer marks than the text holds.
    static func literal(_ text: String) -> String {
        var marks = "#"
        while text.contains("\"" + marks) || text.contains("\\" + marks) { marks += "#" }
        return marks + "\"\"\"\n" + text + "\n\"\"\"" + marks
    }

    private static func write(_ node: YAMLNode, _ writer: inout JSONWriter) {
        switch node.kind {
        case .sequence(let items):
            writer.beginArray()
            for item in items { write(item, &writer) }
            writer.endArray()
        case .mapping(let entries):
            writer.beginObject()
            for entry in entries {
                writer.key(entry.name)
                write(entry.value, &writer)
            }
            writer.endObject()
        case .scalar:
            switch node.scalar {
            case .null, nil: writer.null()
            case .bool(let value): writer.bool(value)
            case .integer(let value): writer.integer(value)
            case .number(let value): writer.number(value)
            case .string(let text): writer.string(text)
            }
        }
    }
}
