/// Reads JSON against a schema and collects every violation, each with its pointer.
///
/// A method that finds its value at fault notes why and returns nil, having read past the value. `JSONError`
/// is thrown only by what is not JSON at all: then nothing can be read on.
package import JSON

package struct SchemaReader {
    /// A hostile body must not make an answer that is larger than itself.
    private static let violationLimit = 100

    /// A member of an object: absent, at fault (present without a value), or read.
    package struct Member<Value> {
        package let isPresent: Bool
        package let value: Value?

        package init() {
            isPresent = false
            value = nil
        }

        package init(_ value: Value?) {
            isPresent = true
            self.value = value
        }
    }

    private var reader: JSONReader
    package private(set) var violations: [FieldError] = []

    package init(_ bytes: [UInt8]) {
        reader = JSONReader(bytes)
    }

    package mutating func finish() throws(JSONError) { try reader.finish() }
    package mutating func skip() throws(JSONError) { try reader.skip() }
    package mutating func nextKey() throws(JSONError) -> String? { try reader.nextKey() }

    package mutating func beginObject() throws(JSONError) -> Bool {
        guard try expect(.object) else { return false }
        try reader.beginObject()
        return true
    }

    /// Refuses a member that a closed object does not have.
    package mutating func unknown(allowed: String) throws(JSONError) {
        note("is not known here; known are \(allowed)")
        try reader.skip()
    }

    /// To be called after the object's end, with the member's name.
    package mutating func require<Value>(_ member: Member<Value>, _ name: String) {
        guard !member.isPresent else { return }
        note("is required", at: reader.pointer + "/" + JSONReader.escape(name))
    }

    /// Looks ahead for the member that tells which variant this object is. Nil, and past the object, when it
    /// is missing or not one of `choices`.
    package mutating func discriminator(_ name: String, of choices: [String]) throws(JSONError) -> String? {
        guard try expect(.object) else { return nil }
        var scout = reader
        try scout.beginObject()
        while let key = try scout.nextKey() {
            guard key == name, try scout.peek() == .string else {
                try scout.skip()
                continue
            }
            let pointer = scout.pointer
            let value = try scout.string()
            guard let fault = Rules.fault(in: value, choices: choices) else { return value }
            note(fault, at: pointer)
            try reader.skip()
            return nil
        }
        note("is required, and must be a string", at: reader.pointer + "/" + JSONReader.escape(name))
        try reader.skip()
        return nil
    }

    private mutating func expect(_ kind: JSONReader.Kind) throws(JSONError) -> Bool {
        let found = try reader.peek()
        if found == kind { return true }
        note("must be \(kind.rawValue), is \(found.rawValue)")
        try reader.skip()
        return false
    }

    private mutating func note(_ detail: String, at pointer: String? = nil) {
        guard violations.count < Self.violationLimit else { return }
        violations.append(FieldError(pointer: pointer ?? reader.pointer, detail: detail))
    }

    /// The value, unless there is a fault in it.
    private mutating func check<Value>(_ value: Value, _ fault: String?) -> Value? {
        guard let fault else { return value }
        note(fault)
        return nil
    }
}

extension SchemaReader {
    package mutating func string(
        minLength: Int? = nil, maxLength: Int? = nil, pattern: Rules.Pattern? = nil
    ) throws(JSONError) -> String? {
        guard try expect(.string) else { return nil }
        let text = try reader.string()
        return check(
            text, Rules.fault(in: text, minLength: minLength, maxLength: maxLength, pattern: pattern))
    }

    package mutating func timestamp() throws(JSONError) -> Timestamp? {
        guard try expect(.string) else { return nil }
        let text = try reader.string()
        if let value = Timestamp(text) { return value }
        note("must be a date and time such as 2026-11-23T10:20:30Z" + Rules.found(text))
        return nil
    }

    package mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type, minimum: Value? = nil, maximum: Value? = nil
    ) throws(JSONError) -> Value? {
        guard try expect(.number) else { return nil }
        do {
            let number = try reader.integer()
            if let value = Value(exactly: number) {
                return check(value, Rules.fault(in: value, minimum: minimum, maximum: maximum))
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
        minimum: Double? = nil, maximum: Double? = nil
    ) throws(JSONError) -> Double? {
        guard try expect(.number) else { return nil }
        let value = try reader.number()
        return check(value, Rules.fault(in: value, minimum: minimum, maximum: maximum))
    }

    package mutating func bool() throws(JSONError) -> Bool? {
        try expect(.bool) ? try reader.bool() : nil
    }

    package mutating func value() throws(JSONError) -> JSONValue? { try reader.value() }

    package mutating func object() throws(JSONError) -> JSONObject? {
        try expect(.object) ? try reader.object() : nil
    }

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

    /// Nil within nil: the value is null.
    package mutating func nullable<Value>(
        _ read: (inout SchemaReader) throws(JSONError) -> Value?
    ) throws(JSONError) -> Value?? {
        guard try reader.peek() == .null else { return try read(&self).map { .some($0) } }
        try reader.null()
        return .some(nil)
    }

    package mutating func array<Element>(
        minItems: Int? = nil, maxItems: Int? = nil, _ read: (inout SchemaReader) throws(JSONError) -> Element?
    ) throws(JSONError) -> [Element]? {
        guard try expect(.array) else { return nil }
        var elements: [Element] = []
        var count = 0
        try reader.beginArray()
        while try reader.nextElement() {
            count += 1
            if let element = try read(&self) { elements.append(element) }
        }
        return check(elements, Rules.fault(inCount: count, minItems: minItems, maxItems: maxItems))
    }

    package mutating func dictionary<Value>(
        _ read: (inout SchemaReader) throws(JSONError) -> Value?
    ) throws(JSONError) -> [String: Value]? {
        guard try expect(.object) else { return nil }
        var members: [String: Value] = [:]
        try reader.beginObject()
        while let name = try reader.nextKey() {
            if let value = try read(&self) { members[name] = value }
        }
        return members
    }
}
