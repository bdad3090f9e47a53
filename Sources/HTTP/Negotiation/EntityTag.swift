/// An entity tag, `"abc"` or `W/"abc"`, and how two of them compare (RFC 9110 section 8.8.3).
package struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// Without the quotes.
    package let text: String
    package let isWeak: Bool

    package init(_ text: String, isWeak: Bool = false) {
        self.text = text
        self.isWeak = isWeak
    }

    package var description: String {
        isWeak ? "W/\"\(text)\"" : "\"\(text)\""
    }

    func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && text == other.text
    }

    func matchesWeakly(_ other: EntityTag) -> Bool {
        text == other.text
    }

    /// The tags of an `If-Match` or `If-None-Match` value; what is no tag is skipped. A tag may hold commas.
    static func list(_ value: String) -> [EntityTag] {
        var tags: [EntityTag] = []
        var rest = Substring(value)
        while let quote = rest.firstIndex(of: "\"") {
            let isWeak = rest[..<quote].hasSuffix("W/")
            let start = rest.index(after: quote)
            guard let end = rest[start...].firstIndex(of: "\"") else { break }
            tags.append(EntityTag(String(rest[start..<end]), isWeak: isWeak))
            rest = rest[rest.index(after: end)...]
        }
        return tags
    }
}
