/// Values from bytes and to bytes.
extension JSONValue {
    /// One whole document.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.value()
        try reader.finish()
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONReader {
    package mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .object: return .object(try object())
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case .string: return .string(try string())
        case .number:
            return switch try numberToken() {
            case .integer(let value): .integer(value)
            case .double(let value): .number(value)
            }
        case .bool: return .bool(try bool())
        case .null:
            try null()
            return .null
        }
    }

    package mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        try beginObject()
        while let name = try nextKey() { object.append(name, try value()) }
        return object
    }
}

extension JSONWriter {
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object): self.object(object)
        }
    }

    package mutating func object(_ object: JSONObject) {
        beginObject()
        for member in object {
            key(member.name)
            value(member.value)
        }
        endObject()
    }
}
