/// Flow collections `[…]` and `{…}` (YAML 1.2.2 section 7.4), and what may stand in block and flow alike.
extension YAMLParser {
    /// A node inside a flow collection, or one that begins with a sign. Its lines are deeper than `parent`.
    mutating func flowNode(parent: Int, depth: Int) throws(Diagnostic) -> YAMLNode {
        let start = cursor.position
        switch cursor.current {
        case "&":
            let anchor = try anchorName()
            try cursor.skipToContent()
            if cursor.current == "&" { throw cursor.fault("a node has one anchor at most") }
            let node = try flowNode(parent: parent, depth: depth)
            register(anchor, node)
            return node
        case "*": return try alias(depth: depth)
        case "!": throw cursor.fault("tags are not supported")
        case "[": return try flowSequence(parent: parent, depth: depth + 1)
        case "{": return try flowMapping(parent: parent, depth: depth + 1)
        case "'", "\"":
            let (text, style) = try cursor.quoted()
            return YAMLNode(kind: .scalar(text, style), position: start)
        case ",", "]", "}":
            return YAMLNode(kind: .scalar("", .plain), position: start)
        default:
            return YAMLNode(kind: .scalar(try cursor.plain(.flow), .plain), position: start)
        }
    }

    private mutating func flowSequence(parent: Int, depth: Int) throws(Diagnostic) -> YAMLNode {
        try checkDepth(depth)
        let open = cursor.position
        var items: [YAMLNode] = []
        cursor.advance()
        while try flowGoesOn(open: open, opening: "[", closing: "]", parent: parent) {
            if cursor.current == "," { throw cursor.fault("expected an item before ','") }
            let start = cursor.position
            let item = try flowNode(parent: parent, depth: depth)
            try cursor.skipToContent()
            if atFlowColon(behind: item) {
                // `[a: 1]` is a list that holds a mapping of one key.
                let entry = try flowEntry(key: item, at: start, names: [:], parent: parent, depth: depth + 1)
                items.append(YAMLNode(kind: .mapping([entry]), position: start))
            } else {
                items.append(item)
            }
            try flowSeparator(open: open, opening: "[", closing: "]")
        }
        return YAMLNode(kind: .sequence(items), position: open)
    }

    private mutating func flowMapping(parent: Int, depth: Int) throws(Diagnostic) -> YAMLNode {
        try checkDepth(depth)
        let open = cursor.position
        var entries: [YAMLNode.Entry] = []
        var names: [String: Position] = [:]
        cursor.advance()
        while try flowGoesOn(open: open, opening: "{", closing: "}", parent: parent) {
            if cursor.current == "," { throw cursor.fault("expected a key before ','") }
            let start = cursor.position
            try checkKeyStart()
            let key = try flowNode(parent: parent, depth: depth)
            try cursor.skipToContent()
            let entry = try flowEntry(key: key, at: start, names: names, parent: parent, depth: depth)
            names[entry.name] = start
            entries.append(entry)
            try flowSeparator(open: open, opening: "{", closing: "}")
        }
        return YAMLNode(kind: .mapping(entries), position: open)
    }

    /// Behind a key: `: value`, or nothing, which is null.
    private mutating func flowEntry(
        key: YAMLNode, at position: Position, names: [String: Position], parent: Int, depth: Int
    ) throws(Diagnostic) -> YAMLNode.Entry {
        guard case .scalar(let name, let style) = key.kind else {
            throw cursor.fault("a key must be a text, not \(key.kindName)", at: position)
        }
        try checkKey(name, isPlain: style == .plain, at: position, among: names)
        guard atFlowColon(behind: key) else {
            let value = YAMLNode(kind: .scalar("", .plain), position: cursor.position)
            return YAMLNode.Entry(name: name, position: position, value: value)
        }
        cursor.advance()
        try cursor.skipToContent()
        let value = try flowNode(parent: parent, depth: depth)
        try cursor.skipToContent()
        return YAMLNode.Entry(name: name, position: position, value: value)
    }

    /// Behind a quoted key or a collection the value may follow without a blank, as in JSON (section 7.4.2).
    private func atFlowColon(behind key: YAMLNode) -> Bool {
        guard cursor.current == ":" else { return false }
        if case .scalar(_, .plain) = key.kind { return cursor.nextIsBlank || cursor.next.isFlowIndicator }
        return true
    }

    /// Moves to the next item; false when the collection was closed.
    private mutating func flowGoesOn(
        open: Position, opening: Character, closing: Unicode.Scalar, parent: Int
    ) throws(Diagnostic) -> Bool {
        try cursor.skipToContent()
        if cursor.current == closing {
            cursor.advance()
            return false
        }
        // A line that is not indented belongs to the block outside (section 7.4): the bracket was forgotten.
        let isOutside = cursor.line > open.line && cursor.indentation <= parent
        if cursor.atEnd || cursor.atDocumentMarker || isOutside {
            throw cursor.fault("this '\(opening)' is not closed", at: open)
        }
        return true
    }

    private mutating func flowSeparator(
        open: Position, opening: Character, closing: Unicode.Scalar
    ) throws(Diagnostic) {
        if cursor.current == "," { return cursor.advance() }
        if cursor.current == closing { return }
        if cursor.atEnd { throw cursor.fault("this '\(opening)' is not closed", at: open) }
        throw cursor.fault("expected ',' or '\(closing)', found '\(cursor.current)'")
    }
}
