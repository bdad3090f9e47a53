/// Whether a JSON value is what a schema of the document says (JSON Schema 2020-12, as far as we use it).
///
/// A keyword that it does not know is a fault: nothing of the document goes unchecked.
import Foundation
import JSON
import YAML

struct SchemaChecker {
    let api: DescribedAPI

    private static let annotations: Set<String> = [
        "description", "title", "example", "examples", "default", "deprecated", "discriminator", "readOnly",
        "x-bytes", "$comment",
    ]

    /// Looked at for all members or items together.
    private static let collective: Set<String> = [
        "properties", "required", "additionalProperties", "unevaluatedProperties", "propertyNames",
        "minProperties", "maxProperties", "items", "minItems", "maxItems", "uniqueItems",
    ]

    /// What is wrong, each with its JSON pointer; empty when nothing is.
    func faults(_ value: JSONValue, _ schema: YAMLNode, at pointer: String = "") -> [String] {
        var faults = (schema.entries ?? []).flatMap { self.faults(value, $0, of: schema, at: pointer) }
        if let object = value.objectValue { faults += members(object, schema, at: pointer) }
        if let items = value.arrayValue { faults += elements(items, schema, at: pointer) }
        return faults
    }

    /// What one keyword says of the value.
    private func faults(
        _ value: JSONValue, _ keyword: YAMLNode.Entry, of schema: YAMLNode, at pointer: String
    ) -> [String] {
        let node = keyword.value
        func fault(_ text: String, unless holds: Bool) -> [String] { holds ? [] : ["\(pointer): \(text)"] }
        switch keyword.name {
        case "$ref": return faults(value, api.resolved(schema), at: pointer)
        case "allOf": return (node.items ?? []).flatMap { faults(value, $0, at: pointer) }
        case "oneOf", "anyOf":
            let fitting = (node.items ?? []).count { faults(value, $0, at: pointer).isEmpty }
            let isRight = keyword.name == "oneOf" ? fitting == 1 : fitting > 0
            return fault("fits \(fitting) alternatives: \(value)", unless: isRight)
        case "type":
            let types = node.items?.compactMap(\.text) ?? [node.text ?? ""]
            return fault("is no \(types): \(value)", unless: types.contains { Self.isOf($0, value) })
        case "enum":
            return fault("none of enum", unless: (node.items ?? []).contains { Self.json($0) == value })
        case "const": return fault("is not \(Self.json(node))", unless: Self.json(node) == value)
        case "writeOnly": return fault("is write-only", unless: false)
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
            guard let number = value.numberValue, let bound = node.number else { return [] }
            return fault("breaks \(keyword.name)", unless: Self.holds(keyword.name, number, bound))
        case "minLength", "maxLength", "pattern", "format":
            guard let text = value.stringValue else { return [] }
            return fault("\(text) breaks \(keyword.name)", unless: Self.holds(keyword.name, text, node))
        default:
            let isKnown = Self.annotations.contains(keyword.name) || Self.collective.contains(keyword.name)
            return fault("the keyword \(keyword.name) is not known to this checker", unless: isKnown)
        }
    }

    private func members(_ object: JSONObject, _ schema: YAMLNode, at pointer: String) -> [String] {
        var faults: [String] = []
        let properties = schema["properties"]
        for name in schema["required"]?.items?.compactMap(\.text) ?? [] where object[name] == nil {
            faults.append("\(pointer): lacks \(name)")
        }
        let inherited = schema["unevaluatedProperties"] == nil ? [] : known(schema)
        for member in object {
            let place = pointer + "/" + JSONReader.escape(member.name)
            if let property = properties?[member.name] {
                faults += self.faults(member.value, property, at: place)
            } else if schema["additionalProperties"]?.bool == false
                || schema["unevaluatedProperties"]?.bool == false && !inherited.contains(member.name)
            {
                faults.append("\(place): is not in the document")
            } else if let rest = schema["additionalProperties"], rest.bool == nil {
                faults += self.faults(member.value, rest, at: place)
            }
            if let names = schema["propertyNames"] {
                faults += self.faults(.string(member.name), names, at: place)
            }
        }
        return faults + count(object.count, schema, "Properties", at: pointer)
    }

    /// Every member that the parts of a schema name.
    private func known(_ schema: YAMLNode) -> Set<String> {
        let schema = api.resolved(schema)
        let own = Set((schema["properties"]?.entries ?? []).map(\.name))
        return (schema["allOf"]?.items ?? []).reduce(own) { $0.union(known($1)) }
    }

    private func elements(_ items: [JSONValue], _ schema: YAMLNode, at pointer: String) -> [String] {
        var faults: [String] = []
        if let element = schema["items"] {
            for (index, item) in items.enumerated() {
                faults += self.faults(item, element, at: "\(pointer)/\(index)")
            }
        }
        let isRepeated = items.indices.contains { items[..<$0].contains(items[$0]) }
        if isRepeated, schema["uniqueItems"]?.bool == true { faults.append("\(pointer): one item twice") }
        return faults + count(items.count, schema, "Items", at: pointer)
    }

    private func count(_ count: Int, _ schema: YAMLNode, _ what: String, at pointer: String) -> [String] {
        let (least, most) = (schema["min" + what]?.integer ?? 0, schema["max" + what]?.integer ?? .max)
        return count < least || count > most ? ["\(pointer): \(count) \(what.lowercased())"] : []
    }
}

extension SchemaChecker {
    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "null": value.isNull
        case "boolean": value.boolValue != nil
        case "integer": value.integerValue != nil
        case "number": value.numberValue != nil
        case "string": value.stringValue != nil
        case "array": value.arrayValue != nil
        case "object": value.objectValue != nil
        default: false
        }
    }

    private static func holds(_ rule: String, _ number: Double, _ bound: Double) -> Bool {
        switch rule {
        case "minimum": number >= bound
        case "maximum": number <= bound
        case "exclusiveMinimum": number > bound
        case "exclusiveMaximum": number < bound
        default: number.truncatingRemainder(dividingBy: bound) == 0
        }
    }

    private static func holds(_ rule: String, _ text: String, _ node: YAMLNode) -> Bool {
        let length = Int64(text.unicodeScalars.count)
        switch rule {
        case "minLength": return length >= node.integer ?? 0
        case "maxLength": return length <= node.integer ?? .max
        case "pattern": return text.range(of: node.text ?? "", options: .regularExpression) != nil
        default: break
        }
        let formats = [
            "date-time": #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"#,
            "date": #"^\d{4}-\d\d-\d\d$"#, "uri": #"^[a-z][a-z0-9+.-]*:[!-~]*$"#,
            "uuid": #"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"#,
            "uri-reference": #"^[!-~]*$"#, "byte": #"^[A-Za-z0-9+/]*={0,2}$"#,
        ]
        // Formats of numbers and `binary` say nothing about a text.
        guard let pattern = formats[node.text ?? ""] else { return true }
        return text.range(of: pattern, options: .regularExpression) != nil
    }

    static func json(_ node: YAMLNode) -> JSONValue {
        switch node.kind {
        case .sequence(let items): return .array(items.map(json))
        case .mapping(let entries):
            var object = JSONObject()
            for entry in entries { object.append(entry.name, json(entry.value)) }
            return .object(object)
        case .scalar: break
        }
        switch node.scalar {
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .number(let value): return .number(value)
        case .string(let text): return .string(text)
        case .null, nil: return .null
        }
    }
}
