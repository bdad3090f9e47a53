/// Members of a record, name and value in one line.
internal import JSON

extension JSONWriter {
    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        integer(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// nil is written as null.
    mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// nil is written as null.
    mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, _ values: [String]) {
        key(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Sorted by name, so that the same values give the same bytes.
    mutating func member(_ name: String, _ values: [String: String]) {
        key(name)
        beginObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { member(name, value) }
        endObject()
    }
}
