/// A parsed node that remembers where it stands, and so does each of its keys.
package struct YAMLNode: Hashable, Sendable {
    /// How a scalar was written: only a plain one can be anything but a string.
    package enum Style: Hashable, Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    package struct Entry: Hashable, Sendable {
        /// The key's text as written, unquoted: `200` and `'200'` are the same name.
        package let name: String
        package let position: Position
        package let value: YAMLNode

        package init(name: String, position: Position, value: YAMLNode) {
            self.name = name
            self.position = position
            self.value = value
        }
    }

    package enum Kind: Hashable, Sendable {
        case scalar(String, Style)
        case sequence([YAMLNode])
        /// In the order of the file; names are unique.
        case mapping([Entry])
    }

    package let kind: Kind
    /// Of the first character of the value. An empty value stands right behind its `:` or `-`; what an alias
    /// brings keeps the place of the anchored node, which is where it can be corrected.
    package let position: Position

    package init(kind: Kind, position: Position) {
        self.kind = kind
        self.position = position
    }
}

extension YAMLNode {
    /// Nil for a collection.
    package var scalar: CoreValue? {
        guard case .scalar(let text, let style) = kind else { return nil }
        return style == .plain ? CoreValue(plain: text) : .string(text)
    }

    /// The text of any scalar as written, `20` and `true` too; nil for a collection.
    package var text: String? {
        guard case .scalar(let text, _) = kind else { return nil }
        return text
    }

    package var isNull: Bool { scalar == .null }

    /// Nil unless this is a string: a plain `20` is none.
    package var string: String? {
        guard case .string(let value)? = scalar else { return nil }
        return value
    }

    package var bool: Bool? {
        guard case .bool(let value)? = scalar else { return nil }
        return value
    }

    package var integer: Int64? {
        guard case .integer(let value)? = scalar else { return nil }
        return value
    }

    /// An integer is a number, too.
    package var number: Double? {
        switch scalar {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// Nil unless this is a sequence.
    package var items: [YAMLNode]? {
        guard case .sequence(let items) = kind else { return nil }
        return items
    }

    /// Nil unless this is a mapping.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    package func entry(_ name: String) -> Entry? { entries?.first { $0.name == name } }

    /// Nil where this is no mapping, or has no such key.
    package subscript(name: String) -> YAMLNode? { entry(name)?.value }

    /// What it is, in the words of a diagnostic: "found a mapping".
    package var kindName: String {
        switch kind {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar:
            switch scalar {
            case .null, nil: "nothing"
            case .bool: "a boolean"
            case .integer: "an integer"
            case .number: "a number"
            case .string: "a string"
            }
        }
    }
}
