/// What a schema asks of a text or a number, for bodies and parameters alike.
///
/// Each answers what is wrong with a value, and what would be right; nil when nothing is.
package enum Rules {
    /// `^[class]{m,n}$`, compiled by the generator.
    package struct Pattern: Sendable {
        package let text: String
        package let count: ClosedRange<Int>
        package let allows: @Sendable (UInt32) -> Bool

        package init(_ text: String, count: ClosedRange<Int>, allows: @escaping @Sendable (UInt32) -> Bool) {
            self.text = text
            self.count = count
            self.allows = allows
        }
    }

    /// All that can be asked of a text.
    package struct Text: Sendable {
        let minLength: Int?
        let maxLength: Int?
        let pattern: Pattern?
        let format: Format?

        package init(
            minLength: Int? = nil, maxLength: Int? = nil, pattern: Pattern? = nil, format: Format? = nil
        ) {
            self.minLength = minLength
            self.maxLength = maxLength
            self.pattern = pattern
            self.format = format
        }
    }

    static func fault(in text: String, _ rules: Text) -> String? {
        fault(in: text, minLength: rules.minLength, maxLength: rules.maxLength, pattern: rules.pattern)
            ?? rules.format.flatMap { $0.fault(in: text) }
    }

    /// Lengths count Unicode scalars (JSON Schema Validation section 6.3).
    private static func fault(
        in text: String, minLength: Int?, maxLength: Int?, pattern: Pattern?
    ) -> String? {
        let length = text.unicodeScalars.count
        if let minLength, length < minLength {
            return minLength == 1
                ? "must not be empty" : "must have at least \(minLength) characters, has \(length)"
        }
        if let maxLength, length > maxLength {
            return "must have at most \(maxLength) characters, has \(length)"
        }
        guard let pattern else { return nil }
        let fits =
            pattern.count.contains(length) && text.unicodeScalars.allSatisfy { pattern.allows($0.value) }
        return fits ? nil : "must match \(pattern.text)" + found(text)
    }

    static func fault<Number: Comparable>(in value: Number, minimum: Number?, maximum: Number?) -> String? {
        if let minimum, value < minimum { return "must be at least \(minimum), is \(value)" }
        if let maximum, value > maximum { return "must be at most \(maximum), is \(value)" }
        return nil
    }

    static func fault<Number: FixedWidthInteger>(
        in value: Number, minimum: Number?, maximum: Number?, multipleOf factor: Number?
    ) -> String? {
        if let factor, value % factor != 0 { return "must be a multiple of \(factor), is \(value)" }
        return fault(in: value, minimum: minimum, maximum: maximum)
    }

    /// - Parameters:
    ///   - low: and all below it is too little; `high` and all above it too much.
    static func fault(
        in value: Double, minimum: Double?, maximum: Double?, above low: Double?, below high: Double?
    ) -> String? {
        if let low, value <= low { return "must be above \(low), is \(value)" }
        if let high, value >= high { return "must be below \(high), is \(value)" }
        return fault(in: value, minimum: minimum, maximum: maximum)
    }

    static func fault(inMembers count: Int, minProperties: Int?, maxProperties: Int?) -> String? {
        if let minProperties, count < minProperties {
            return "must have at least \(minProperties) members, has \(count)"
        }
        if let maxProperties, count > maxProperties {
            return "must have at most \(maxProperties) members, has \(count)"
        }
        return nil
    }

    static func fault(inCount count: Int, minItems: Int?, maxItems: Int?) -> String? {
        if let minItems, count < minItems { return "must have at least \(minItems) items, has \(count)" }
        if let maxItems, count > maxItems { return "must have at most \(maxItems) items, has \(count)" }
        return nil
    }

    /// The first item that comes twice; nil when none does.
    static func repeated<Element: Hashable>(in elements: [Element]) -> String? {
        var seen: Set<Element> = []
        let double = elements.first { !seen.insert($0).inserted }
        return double.map { "must hold each item once, holds \(name(of: $0)) twice" }
    }

    private static func name(of element: some Hashable) -> String {
        switch element {
        case let text as String: "\"\(text.prefix(40))\""
        case let word as any RawRepresentable<String>: "\"\(word.rawValue)\""
        default: "\(element)"
        }
    }

    /// Names all that would be right.
    static func fault(in text: String, choices: [String]) -> String? {
        if choices.contains(text) { return nil }
        return (choices.count == 1 ? "must be " : "must be one of ") + choices.joined(separator: ", ")
            + found(text)
    }

    /// The value itself, where it is short enough to help.
    static func found(_ text: String) -> String {
        text.unicodeScalars.count <= 40 ? ", is \"\(text)\"" : ""
    }
}
