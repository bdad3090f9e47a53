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

    /// What is wrong, each with its JSON pointer; empty when nothing is.
    func faults(_ value: JSONValue, _ schema: YAMLNode, at pointer: String = "") -> [String] {
        faults(value, schema, at: pointer, composed: [])
    }

    /// - Parameter composed: members that other parts of an `allOf` know.
    private func faults(
        _ value: JSONValue, _ schema: YAMLNode, at pointer: String, composed: Set<String>
    ) -> [String] {
        var faults: [String] = []
        func fault(_ text: String) { faults.append("\(pointer): \(text)") }
        for entry in schema.entries ?? [] {
            let node = entry.value
            switch entry.name {
            case "$ref": faults += self.faults(value, api.resolved(schema), at: pointer, composed: composed)
            case "allOf":
                for part in node.items ?? [] { faults += self.faults(value, part, at: pointer) }
            case "oneOf", "anyOf":
                let fitting = (node.items ?? []).filter { self.faults(value, $0, at: pointer).isEmpty }
                if fitting.isEmpty || entry.name == "oneOf" && fitting.count > 1 {
                    fault("fits \(fitting.count) of \(node.items?.count ?? 0) alternatives: \(value)")
                }
            case "type":
                let types = node.items?.compactMap(\.text) ?? [node.text ?? ""]
                if !types.contains(where: { Self.isOf($0, value) }) { fault("is no \(types): \(value)") }
            case "enum":
                if !(node.items ?? []).contains(where: { Self.json($0) == value }) { fault("none of enum") }
            case "const": if Self.json(node) != value { fault("is not \(Self.json(node))") }
            case "writeOnly": fault("is write-only")
            case "properties", "required", "additionalProperties", "unevaluatedProperties", "propertyNames",
                "minProperties", "maxProperties":
                break
            case "items", "minItems", "maxItems", "uniqueItems": break
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
                if let number = value.numberValue, let bound = node.number,
                    !Self.holds(entry.name, number, bound)
                {
                    fault("\(number) breaks \(entry.name) \(bound)")
                }
            case "minLength", "maxLength", "pattern", "format":
                if let text = value.stringValue, !Self.holds(entry.name, text, node) {
                    fault("\"\(text)\" breaks \(entry.name) \(node.text ?? "")")
                }
            case _ where Self.annotations.contains(entry.name): break
            default: fault("the keyword \(entry.name) is not known to this checker")
            }
        }
        if let object = value.objectValue { faults += members(object, schema, at: pointer) }
        if let items = value.arrayValue { faults += elements(items, schema, at: pointer) }
        return faults
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
        if let least = schema["minProperties"]?.integer, object.count < least { faults.append("\(pointer): few") }
        if let most = schema["maxProperties"]?.integer, object.count > most { faults.append("\(pointer): many") }
        return faults
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
        if let least = schema["minItems"]?.integer, items.count < least { faults.append("\(pointer): few") }
        if let most = schema["maxItems"]?.integer, items.count > most { faults.append("\(pointer): many") }
        if schema["uniqueItems"]?.bool == true, items.indices.contains(where: { items[..<$0].contains(items[$0]) }) {
            faults.append("\(pointer): an item comes twice")
        }
        return faults
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
            "date-time": #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"#, "date": #"^\d{4}-\d\d-\d\d$"#,
            "uuid": #"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"#, "uri": #"^[a-z][a-z0-9+.-]*:[!-~]*$"#,
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
