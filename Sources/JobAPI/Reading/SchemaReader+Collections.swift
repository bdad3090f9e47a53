/// Lists, and objects whose members the document does not name.
package import JSON

extension SchemaReader {
    package typealias Read<Element> = (inout SchemaReader) throws(JSONError) -> Element?

    package mutating func array<Element>(
        minItems: Int? = nil, maxItems: Int? = nil, _ read: Read<Element>
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

    /// `uniqueItems: true`.
    package mutating func uniqueArray<Element: Hashable>(
        minItems: Int? = nil, maxItems: Int? = nil, _ read: Read<Element>
    ) throws(JSONError) -> [Element]? {
        guard let elements = try array(minItems: minItems, maxItems: maxItems, read) else { return nil }
        return check(elements, Rules.repeated(in: elements))
    }

    package mutating func dictionary<Value>(
        minProperties: Int? = nil, maxProperties: Int? = nil, names: Rules.Text? = nil, _ read: Read<Value>
    ) throws(JSONError) -> [String: Value]? {
        guard try expect(.object) else { return nil }
        var members: [String: Value] = [:]
        var count = 0
        try reader.beginObject()
        while let name = try reader.nextKey() {
            count += 1
            check(name: name, names)
            if let value = try read(&self) { members[name] = value }
        }
        return check(
            members,
            Rules.fault(inMembers: count, minProperties: minProperties, maxProperties: maxProperties))
    }

    /// Members of any kind, in their order.
    package mutating func object(
        minProperties: Int? = nil, maxProperties: Int? = nil, names: Rules.Text? = nil
    ) throws(JSONError) -> JSONObject? {
        guard try expect(.object) else { return nil }
        var members = JSONObject()
        try reader.beginObject()
        while let name = try reader.nextKey() {
            check(name: name, names)
            members.append(name, try reader.value())
        }
        return check(
            members,
            Rules.fault(inMembers: members.count, minProperties: minProperties, maxProperties: maxProperties))
    }

    private mutating func check(name: String, _ rules: Rules.Text?) {
        guard let rules, let fault = Rules.fault(in: name, rules) else { return }
        note("its name " + fault)
    }
}
