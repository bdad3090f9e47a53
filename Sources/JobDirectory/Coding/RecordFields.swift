/// The members of a record, by name and kind. Unknown ones are ignored: newer programs may add some.
internal import JSON

struct RecordFields {
    private let object: JSONObject

    /// - Throws: `.unknownVersion` where the record's `v` is above 1.
    init(parsing bytes: [UInt8]) throws(RecordError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch { throw .notJSON(error) }
        guard let object = value.objectValue else { throw .notAnObject }
        self.object = object
        let version = try optionalInteger("v") ?? 1
        if version != 1 { throw .unknownVersion(version) }
    }

    private init(_ object: JSONObject) {
        self.object = object
    }

    /// nil where the member is missing or null.
    private func present(_ field: String) -> JSONValue? {
        guard let value = object[field], value != .null else { return nil }
        return value
    }

    func optionalInteger(_ field: String) throws(RecordError) -> Int64? {
        guard let value = present(field) else { return nil }
        guard let integer = value.integerValue else { throw .wrongKind(field: field) }
        return integer
    }

    func optionalString(_ field: String) throws(RecordError) -> String? {
        guard let value = present(field) else { return nil }
        guard let string = value.stringValue else { throw .wrongKind(field: field) }
        return string
    }

    func optionalFields(_ field: String) throws(RecordError) -> RecordFields? {
        guard let value = present(field) else { return nil }
        guard let object = value.objectValue else { throw .wrongKind(field: field) }
        return RecordFields(object)
    }

    func integer(_ field: String) throws(RecordError) -> Int64 {
        guard let value = try optionalInteger(field) else { throw .missing(field: field) }
        return value
    }

    /// An integer that fits into `Number`; what does not is of the wrong kind.
    func integer<Number: FixedWidthInteger>(_ field: String, as kind: Number.Type) throws(RecordError)
        -> Number
    {
        guard let number = Number(exactly: try integer(field)) else { throw .wrongKind(field: field) }
        return number
    }

    func optionalInteger<Number: FixedWidthInteger>(
        _ field: String, as kind: Number.Type
    ) throws(RecordError) -> Number? {
        guard let value = try optionalInteger(field) else { return nil }
        guard let number = Number(exactly: value) else { throw .wrongKind(field: field) }
        return number
    }

    func string(_ field: String) throws(RecordError) -> String {
        guard let value = try optionalString(field) else { throw .missing(field: field) }
        return value
    }

    /// false where it is missing.
    func flag(_ field: String) throws(RecordError) -> Bool {
        guard let value = present(field) else { return false }
        guard let flag = value.boolValue else { throw .wrongKind(field: field) }
        return flag
    }

    func object(_ field: String) throws(RecordError) -> JSONObject {
        guard let value = present(field) else { throw .missing(field: field) }
        guard let object = value.objectValue else { throw .wrongKind(field: field) }
        return object
    }

    func fields(_ field: String) throws(RecordError) -> RecordFields {
        guard let value = try optionalFields(field) else { throw .missing(field: field) }
        return value
    }

    /// Empty where it is missing.
    func strings(_ field: String) throws(RecordError) -> [String] {
        var strings: [String] = []
        for value in try array(field) {
            guard let string = value.stringValue else { throw .wrongKind(field: field) }
            strings.append(string)
        }
        return strings
    }

    /// Empty where it is missing.
    func integers<Number: FixedWidthInteger>(
        _ field: String, as kind: Number.Type
    ) throws(RecordError) -> [Number] {
        var numbers: [Number] = []
        for value in try array(field) {
            guard let integer = value.integerValue, let number = Number(exactly: integer) else {
                throw .wrongKind(field: field)
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Empty where it is missing.
    func list(_ field: String) throws(RecordError) -> [RecordFields] {
        var list: [RecordFields] = []
        for value in try array(field) {
            guard let object = value.objectValue else { throw .wrongKind(field: field) }
            list.append(RecordFields(object))
        }
        return list
    }

    /// An object whose members are all strings; empty where it is missing.
    func dictionary(_ field: String) throws(RecordError) -> [String: String] {
        guard present(field) != nil else { return [:] }
        var dictionary: [String: String] = [:]
        for member in try object(field).members {
            guard let string = member.value.stringValue else { throw .wrongKind(field: field) }
            dictionary[member.name] = string
        }
        return dictionary
    }

    /// A word of a closed set.
    func word<Word: RawRepresentable<String>>(_ field: String, as kind: Word.Type) throws(RecordError) -> Word
    {
        guard let word = Word(rawValue: try string(field)) else { throw .wrongKind(field: field) }
        return word
    }

    /// nil where the member is missing or null.
    func optionalWord<Word: RawRepresentable<String>>(
        _ field: String, as kind: Word.Type
    ) throws(RecordError) -> Word? {
        guard let text = try optionalString(field) else { return nil }
        guard let word = Word(rawValue: text) else { throw .wrongKind(field: field) }
        return word
    }

    private func array(_ field: String) throws(RecordError) -> [JSONValue] {
        guard let value = present(field) else { return [] }
        guard let array = value.arrayValue else { throw .wrongKind(field: field) }
        return array
    }
}
