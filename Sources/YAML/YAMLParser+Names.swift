/// Keys, anchors and aliases, and the limits on how much they may bring.
extension YAMLParser {
    func checkDepth(_ depth: Int) throws(Diagnostic) {
        guard depth > Self.depthLimit else { return }
        throw cursor.fault("nested deeper than \(Self.depthLimit) levels")
    }

    /// A key in YAML may have an anchor, a tag, or be an alias; here it is a text.
    func checkKeyStart() throws(Diagnostic) {
        switch cursor.current {
        case "&": throw cursor.fault("an anchor belongs behind the ':' of its key, or on a line of its own")
        case "*": throw cursor.fault("an alias cannot be a key")
        case "!": throw cursor.fault("tags are not supported")
        default: return
        }
    }

    func checkKey(
        _ name: String, isPlain: Bool, at position: Position, among names: [String: Position]
    ) throws(Diagnostic) {
        if isPlain, name == "<<" { throw cursor.fault("merge keys are not part of YAML 1.2", at: position) }
        guard let first = names[name] else { return }
        throw cursor.fault("duplicate key '\(name)', first in line \(first.line)", at: position)
    }

    /// From the `&` to behind the name.
    mutating func anchorName() throws(Diagnostic) -> String {
        try nameBehindSign("an anchor needs a name behind '&'")
    }

    mutating func register(_ name: String, _ node: YAMLNode) {
        // A later anchor of the same name takes its place (section 6.9.2).
        anchors[name] = Anchor(node: node, size: node.size, height: node.height)
    }

    /// The anchored node. An anchor is known only when its node is complete, so no node can hold itself.
    mutating func alias(depth: Int) throws(Diagnostic) -> YAMLNode {
        let start = cursor.position
        let name = try nameBehindSign("an alias needs a name behind '*'")
        guard let anchor = anchors[name] else {
            throw cursor.fault("no anchor '&\(name)' stands above this alias", at: start)
        }
        aliasedNodes += anchor.size
        guard aliasedNodes <= Self.aliasedNodesLimit else {
            throw cursor.fault("aliases bring in more than \(Self.aliasedNodesLimit) nodes", at: start)
        }
        guard depth + anchor.height <= Self.depthLimit else {
            throw cursor.fault("nested deeper than \(Self.depthLimit) levels", at: start)
        }
        return anchor.node
    }

    private mutating func nameBehindSign(_ missing: String) throws(Diagnostic) -> String {
        let start = cursor.position
        cursor.advance()
        var name = ""
        while !cursor.current.isBlankOrBreak, !cursor.current.isFlowIndicator, !cursor.atEnd {
            name.unicodeScalars.append(cursor.current)
            cursor.advance()
        }
        guard !name.isEmpty else { throw cursor.fault(missing, at: start) }
        return name
    }
}

extension YAMLNode {
    fileprivate var children: [YAMLNode] {
        switch kind {
        case .scalar: []
        case .sequence(let items): items
        case .mapping(let entries): entries.map(\.value)
        }
    }

    /// Nodes in all, this one too.
    fileprivate var size: Int { children.reduce(1) { $0 + $1.size } }

    /// Collections inside each other; 0 for a scalar.
    fileprivate var height: Int {
        if case .scalar = kind { return 0 }
        return 1 + (children.map(\.height).max() ?? 0)
    }
}
