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

    var reader: JSONReader
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

    /// Refuses a member that stands in responses only.
    package mutating func refuseReadOnly() throws(JSONError) {
        note("is read-only: leave it out")
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

    mutating func expect(_ kind: JSONReader.Kind) throws(JSONError) -> Bool {
        let found = try reader.peek()
        if found == kind { return true }
        note("must be \(kind.rawValue), is \(found.rawValue)")
        try reader.skip()
        return false
    }

    mutating func note(_ detail: String, at pointer: String? = nil) {
        guard violations.count < Self.violationLimit else { return }
        violations.append(FieldError(pointer: pointer ?? reader.pointer, detail: detail))
    }

    /// The value, unless there is a fault in it.
    mutating func check<Value>(_ value: Value, _ fault: String?) -> Value? {
        guard let fault else { return value }
        note(fault)
        return nil
    }
}
