/// `openapi.yaml` as a client reads it: operations, and what each may answer. Knows nothing of the generator.
import Foundation
import YAML

struct DescribedAPI {
    let root: YAMLNode

    struct Operation {
        let id: String
        /// Upper case.
        let method: String
        let path: String
        let node: YAMLNode
    }

    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../openapi.yaml")

    init() throws {
        root = try YAMLParser.parse([UInt8](Data(contentsOf: Self.file)), file: "openapi.yaml")
    }

    init(_ text: String) throws {
        root = try YAMLParser.parse(text, file: "openapi.yaml")
    }

    var operations: [Operation] {
        (root["paths"]?.entries ?? []).flatMap { path in
            (resolved(path.value).entries ?? []).compactMap { entry in
                entry.value["operationId"]?.text.map {
                    Operation(id: $0, method: entry.name.uppercased(), path: path.name, node: entry.value)
                }
            }
        }
    }

    /// What `$ref`s end at.
    func resolved(_ node: YAMLNode) -> YAMLNode {
        guard let reference = node["$ref"]?.text else { return node }
        var target = root
        for part in reference.split(separator: "/").dropFirst() {
            let name = part.replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = target[String(name)] else { return node }
            target = next
        }
        return resolved(target)
    }
}
