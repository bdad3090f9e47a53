/// What a plain scalar means by the core schema (YAML 1.2.2 section 10.3.2): `no`, `on` and `1_000` are text.
package enum CoreValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Also an integer that does not fit in 64 bits.
    case number(Double)
    case string(String)

    package init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        default: self = Self.numeric(text) ?? .string(text)
        }
    }

    private static func numeric(_ text: String) -> CoreValue? {
        if let digits = text.dropping("0o"), let value = Int64(digits, radix: 8), !digits.hasSign {
            return .integer(value)
        }
        if let digits = text.dropping("0x"), let value = Int64(digits, radix: 16), !digits.hasSign {
            return .integer(value)
        }
        let unsigned = text.hasSign ? text.dropFirst() : text[...]
        switch unsigned {
        case ".inf", ".Inf", ".INF": return .number(text.first == "-" ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return text.hasSign ? nil : .number(.nan)
        default: break
        }
        guard hasNumberForm(unsigned.utf8) else { return nil }
        // Nil for an integer beyond 64 bits, and for any fraction: both are numbers.
        if let value = Int64(text) { return .integer(value) }
        return Double(text).map { .number($0) }
    }

    /// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func hasNumberForm(_ text: Substring.UTF8View) -> Bool {
        var rest = text[...]
        func dropDigits() -> Int {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        let whole = dropDigits()
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = dropDigits()
        }
        guard whole > 0 || fraction > 0 else { return false }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return dropDigits() > 0 && rest.isEmpty
    }
}

extension StringProtocol {
    fileprivate var hasSign: Bool { first == "-" || first == "+" }

    fileprivate func dropping(_ prefix: String) -> SubSequence? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
