/// The YAML 1.2 that people write by hand, to nodes; what is left out is refused with its place.
///
/// Left out: tags, directives, a second document, `? ` keys, keys that are collections, merge keys (`<<`),
/// which YAML 1.2 no longer has. A key stands once in its mapping (section 3.2.1.3).
package struct YAMLParser {
    /// Collections inside each other.
    static let depthLimit = 64
    /// Nodes that all aliases of a file may bring in: a few lines of nested aliases can mean billions.
    static let aliasedNodesLimit = 100_000

    struct Anchor {
        let node: YAMLNode
        let size: Int
        let height: Int
    }

    /// What stands before a node in a block.
    enum Place {
        case document, key, dash
    }

    var cursor: Cursor
    var anchors: [String: Anchor] = [:]
    var aliasedNodes = 0

    /// - Parameter file: what diagnostics call it.
    package static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> YAMLNode {
        var parser = YAMLParser(cursor: try Cursor(bytes: bytes, file: file))
        return try parser.document()
    }

    package static func parse(_ text: String, file: String) throws(Diagnostic) -> YAMLNode {
        try parse(Array(text.utf8), file: file)
    }

    private mutating func document() throws(Diagnostic) -> YAMLNode {
        try cursor.skipToContent()
        if cursor.current == "%", cursor.atLineStart { throw cursor.fault("directives are not supported") }
        if cursor.atDocumentMarker, cursor.current == "-" { cursor.advance(3) }
        let root = try blockNode(parent: -1, after: .document, depth: 0)
        try cursor.skipToContent()
        if cursor.atDocumentMarker, cursor.current == "." {
            cursor.advance(3)
            try cursor.skipToContent()
        }
        if cursor.atEnd { return root }
        if cursor.atDocumentMarker { throw cursor.fault("only one document is allowed in a file") }
        throw cursor.fault("expected the end of the file: this is not indented like anything above")
    }

    /// A node and the rest of its line. `parent` is the column of the collection that it is in, -1 for none.
    private mutating func blockNode(
        parent: Int, after place: Place, depth: Int
    ) throws(Diagnostic) -> YAMLNode {
        let start = cursor.position
        if place == .dash, cursor.current == "\t" { throw cursor.fault("a tab cannot indent: use spaces") }
        try cursor.skipToContent()
        let onLine = cursor.line == start.line && place != .document
        guard hasContent(parent: parent, after: place, onLine: onLine) else {
            return YAMLNode(kind: .scalar("", .plain), position: start)
        }
        guard cursor.current == "&" else {
            return try blockContent(parent: parent, after: place, onLine: onLine, depth: depth)
        }
        let anchor = try anchorName()
        let anchorLine = cursor.line
        let behind = cursor.position
        try cursor.skipToContent()
        var node = YAMLNode(kind: .scalar("", .plain), position: behind)
        if hasContent(parent: parent, after: place, onLine: cursor.line == anchorLine) {
            // Behind an anchor on its line no mapping begins: the anchor would be the key's (section 7.1).
            let onLine = cursor.line == anchorLine
            let place = onLine ? Place.key : place
            node = try blockContent(parent: parent, after: place, onLine: onLine, depth: depth)
        }
        register(anchor, node)
        return node
    }

    private func hasContent(parent: Int, after place: Place, onLine: Bool) -> Bool {
        if cursor.atEnd || cursor.atDocumentMarker { return false }
        // A list may stand as deep as the key it belongs to (section 8.2.3).
        let isList = place == .key && cursor.current == "-" && cursor.nextIsBlank
        return onLine || cursor.column > parent || isList && cursor.column == parent
    }

    private mutating func blockContent(
        parent: Int, after place: Place, onLine: Bool, depth: Int
    ) throws(Diagnostic) -> YAMLNode {
        let start = cursor.position
        switch cursor.current {
        case "-" where cursor.nextIsBlank:
            if onLine, place == .key { throw cursor.fault("a list must begin on a line of its own") }
            return try blockSequence(depth: depth + 1)
        case "?" where cursor.nextIsBlank:
            throw cursor.fault("keys that begin with '? ' are not supported")
        case "|", ">":
            let (text, style) = try cursor.blockScalar(parent: parent)
            return YAMLNode(kind: .scalar(text, style), position: start)
        case "!", "*", "[", "{":
            let node = try flowNode(parent: parent, depth: depth)
            try cursor.expectLineEnd(after: "this value")
            return node
        default:
            return try scalarOrMapping(parent: parent, after: place, onLine: onLine, depth: depth)
        }
    }

    private mutating func scalarOrMapping(
        parent: Int, after place: Place, onLine: Bool, depth: Int
    ) throws(Diagnostic) -> YAMLNode {
        let start = cursor.position
        var ahead = self
        if try ahead.implicitKey() != nil {
            guard !onLine || place == .dash else {
                let message = "a mapping cannot begin here: quote the text if its ':' belongs to it"
                throw ahead.cursor.fault(message)
            }
            return try blockMapping(depth: depth + 1)
        }
        if cursor.current == "'" || cursor.current == "\"" {
            let (text, style) = try cursor.quoted()
            try cursor.expectLineEnd(after: "the closing quote")
            return YAMLNode(kind: .scalar(text, style), position: start)
        }
        let text = try cursor.plain(.block(parent: parent))
        try cursor.expectLineEnd(after: "this value")
        return YAMLNode(kind: .scalar(text, .plain), position: start)
    }

    /// A key and no further: the cursor is left at its `:`. Nil when what stands here is no key.
    private mutating func implicitKey() throws(Diagnostic) -> String? {
        let line = cursor.line
        let isQuoted = cursor.current == "'" || cursor.current == "\""
        let name = isQuoted ? try cursor.quoted().text : try cursor.plain(.line)
        cursor.skipBlanks()
        guard cursor.current == ":", cursor.nextIsBlank, cursor.line == line else { return nil }
        return name
    }

    private mutating func blockMapping(depth: Int) throws(Diagnostic) -> YAMLNode {
        try checkDepth(depth)
        let (start, indentation) = (cursor.position, cursor.column)
        var entries: [YAMLNode.Entry] = []
        var names: [String: Position] = [:]
        while cursor.column == indentation, !cursor.atEnd, !cursor.atDocumentMarker {
            let position = cursor.position
            if cursor.current == "-", cursor.nextIsBlank {
                throw cursor.fault("expected a key like those above, found an item of a list")
            }
            let written = cursor.current
            try checkKeyStart()
            guard let name = try implicitKey() else {
                throw cursor.fault("expected 'key: value', with a space behind the ':'", at: position)
            }
            try checkKey(name, isPlain: written != "'" && written != "\"", at: position, among: names)
            names[name] = position
            cursor.advance()
            let value = try blockNode(parent: indentation, after: .key, depth: depth)
            entries.append(YAMLNode.Entry(name: name, position: position, value: value))
            try cursor.skipToContent()
        }
        try checkDedent(below: indentation, "the keys above it")
        return YAMLNode(kind: .mapping(entries), position: start)
    }

    private mutating func blockSequence(depth: Int) throws(Diagnostic) -> YAMLNode {
        try checkDepth(depth)
        let (start, indentation) = (cursor.position, cursor.column)
        var items: [YAMLNode] = []
        while cursor.column == indentation, cursor.current == "-", cursor.nextIsBlank {
            cursor.advance()
            items.append(try blockNode(parent: indentation, after: .dash, depth: depth))
            try cursor.skipToContent()
        }
        try checkDedent(below: indentation, "the items above it")
        return YAMLNode(kind: .sequence(items), position: start)
    }

    /// Behind a block collection comes less indentation, or (behind a list) a key of the mapping it is in.
    private func checkDedent(below indentation: Int, _ what: String) throws(Diagnostic) {
        if cursor.atEnd || cursor.column <= indentation { return }
        throw cursor.fault("indented deeper than \(what)")
    }
}
