/// Values that hold no others, each checked by the rules of its schema.
package import JSON

extension SchemaReader {
    package mutating func string(
        minLength: Int? = nil, maxLength: Int? = nil, pattern: Rules.Pattern? = nil,
        format: Rules.Format? = nil
    ) throws(JSONError) -> String? {
        guard try expect(.string) else { return nil }
        let text = try reader.string()
        let rules = Rules.Text(minLength: minLength, maxLength: maxLength, pattern: pattern, format: format)
        return check(text, Rules.fault(in: text, rules))
    }

    package mutating func timestamp() throws(JSONError) -> Timestamp? {
        guard try expect(.string) else { return nil }
        let text = try reader.string()
        if let value = Timestamp(text) { return value }
        note("must be a date and time such as 2026-11-23T10:20:30Z" + Rules.found(text))
        return nil
    }

    package mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type, minimum: Value? = nil, maximum: Value? = nil, multipleOf factor: Value? = nil
    ) throws(JSONError) -> Value? {
        guard try expect(.number) else { return nil }
        do {
            let number = try reader.integer()
            if let value = Value(exactly: number) {
                return check(
                    value,
                    Rules.fault(in: value, minimum: minimum, maximum: maximum, multipleOf: factor))
            }
            note("must lie between \(minimum ?? .min) and \(maximum ?? .max), is \(number)")
        } catch {
            // A fraction and a number that is too large are JSON, and have been read.
            switch error.kind {
            case .wrongKind: note("must be an integer, is a fraction")
            case .numberOutOfRange: note("must lie between \(minimum ?? .min) and \(maximum ?? .max)")
            default: throw error
            }
        }
        return nil
    }

    package mutating func number(
        minimum: Double? = nil, maximum: Double? = nil, above low: Double? = nil, below high: Double? = nil
    ) throws(JSONError) -> Double? {
        guard try expect(.number) else { return nil }
        let value = try reader.number()
        return check(
            value, Rules.fault(in: value, minimum: minimum, maximum: maximum, above: low, below: high))
    }

    package mutating func bool() throws(JSONError) -> Bool? {
        try expect(.bool) ? try reader.bool() : nil
    }

    package mutating func value() throws(JSONError) -> JSONValue? { try reader.value() }

    package mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ type: Value.Type
    ) throws(JSONError) -> Value? {
        guard try expect(.string) else { return nil }
        let text = try reader.string()
        if let value = Value(rawValue: text) { return value }
        return check(nil, Rules.fault(in: text, choices: Value.allCases.map(\.rawValue))) ?? nil
    }

    package mutating func constant(_ text: String) throws(JSONError) -> String? {
        guard try expect(.string) else { return nil }
        let value = try reader.string()
        return check(value, Rules.fault(in: value, choices: [text]))
    }

    package mutating func constant(_ number: Int64) throws(JSONError) -> Int64? {
        guard let value = try integer(Int64.self) else { return nil }
        return check(value, value == number ? nil : "must be \(number), is \(value)")
    }

    package mutating func constant(_ truth: Bool) throws(JSONError) -> Bool? {
        guard let value = try bool() else { return nil }
        return check(value, value == truth ? nil : "must be \(truth), is \(value)")
    }

    /// Nil within nil: the value is null.
    package mutating func nullable<Value>(
        _ read: (inout SchemaReader) throws(JSONError) -> Value?
    ) throws(JSONError) -> Value?? {
        guard try reader.peek() == .null else { return try read(&self).map { .some($0) } }
        try reader.null()
        return .some(nil)
    }
}
