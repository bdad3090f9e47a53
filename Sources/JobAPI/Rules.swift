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

    /// Lengths count Unicode scalars (JSON Schema Validation section 6.3).
    static func fault(in text: String, minLength: Int?, maxLength: Int?, pattern: Pattern?) -> String? {
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

    static func fault(inCount count: Int, minItems: Int?, maxItems: Int?) -> String? {
        if let minItems, count < minItems { return "must have at least \(minItems) items, has \(count)" }
        if let maxItems, count > maxItems { return "must have at most \(maxItems) items, has \(count)" }
        return nil
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
