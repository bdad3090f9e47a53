/// `$ref`s to what they mean: any place of this document, by JSON pointer (RFC 6901 section 6).
import YAML

struct References {
    let root: YAMLNode
    let findings: Findings

    static let schemas = "#/components/schemas/"

    struct Target {
        let node: YAMLNode
        /// As written, `#` included.
        let pointer: String
    }

    /// Where a `$ref` leads; nil, and reported, when it leads nowhere.
    func target(of reference: YAMLNode) -> Target? {
        guard let text = findings.string(reference, "`$ref`") else { return nil }
        guard text == "#" || text.hasPrefix("#/") else {
            findings.report(
                reference.position, "`\(text)` leads out of this document, which is not supported")
            return nil
        }
        var node = root
        for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = Self.unescape(part)
            let next = node[name] ?? Int(name).flatMap { index in
                node.items.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
            guard let next else {
                findings.report(reference.position, "`\(text)` leads nowhere: there is no `\(name)`")
                return nil
            }
            node = next
        }
        return Target(node: node, pointer: text)
    }

    /// The node itself, or what its chain of `$ref`s ends at.
    /// - Parameter section: of `components`, such as `parameters`: what stands in another is another thing.
    func resolved(_ node: YAMLNode, in section: String) -> YAMLNode? {
        var node = node
        var seen: Set<String> = []
        while let reference = node["$ref"] {
            _ = findings.members(of: node, "a `$ref`", known: ["$ref", "summary", "description"])
            guard let target = target(of: reference) else { return nil }
            let isElsewhere = target.pointer.hasPrefix("#/components/")
                && !target.pointer.hasPrefix("#/components/\(section)/")
            if isElsewhere {
                findings.report(reference.position, "`\(target.pointer)` is none of `\(section)`")
                return nil
            }
            guard seen.insert(target.pointer).inserted else {
                findings.report(reference.position, "`\(target.pointer)` leads back to itself")
                return nil
            }
            node = target.node
        }
        return node
    }

    /// `X` of `#/components/schemas/X`; nil for a reference to any other place.
    func schemaName(_ pointer: String) -> String? {
        guard pointer.hasPrefix(Self.schemas) else { return nil }
        let rest = pointer.dropFirst(Self.schemas.count)
        return rest.contains("/") ? nil : Self.unescape(rest)
    }

    /// A pointer in a URI fragment: `~1` is `/`, `~0` is `~`, and a path's braces may be percent-encoded.
    private static func unescape(_ part: Substring) -> String {
        let plain = part.replacing("%7B", with: "{").replacing("%7D", with: "}")
        return String(plain).replacing("~1", with: "/").replacing("~0", with: "~")
    }
}
