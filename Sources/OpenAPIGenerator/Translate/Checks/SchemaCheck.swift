/// What only shows when all schemas are known: names that clash in Swift, values that would hold themselves.
import YAML

struct SchemaCheck {
    let document: OpenAPIDocument
    let findings: Findings

    func run() {
        for named in document.schemas {
            check(name: named)
            check(named.schema)
        }
        for named in document.schemas where holdsItself(named.name) {
            findings.report(
                named.schema.position, "`\(named.name)` holds itself without end; let a list be between")
        }
    }

    private func check(name named: OpenAPIDocument.NamedSchema) {
        if Names.type(named.name) != named.name {
            findings.report(
                named.schema.position,
                "`\(named.name)` must be a name such as `\(Names.type(named.name) ?? "Job")`")
        } else if Names.reserved.contains(named.name) {
            findings.report(
                named.schema.position,
                "a schema can't be named `\(named.name)`: the generated code uses that name")
        }
    }

    /// Whether no schema is its own part: only then can types be made.
    var isFinite: Bool { !document.schemas.contains { holdsItself($0.name) } }

    func check(_ schema: Schema) {
        switch schema.kind {
        case .choice(let words): unique(words, "the value", schema.position)
        case .array(let items, let rules):
            if rules.isUnique { checkUnique(items) }
            check(items)
        case .dictionary(let value, _): check(value)
        case .object(let properties, let rest):
            unique(properties.map(\.name), "the member", schema.position)
            for property in properties { check(property) }
            if case .kept(let value) = rest { check(rest: value, beside: properties, schema.position) }
        case .union(let discriminator, let variants):
            unique(variants.map(\.name), "the value", schema.position)
            for variant in variants { check(variant, discriminator, schema) }
        default: break
        }
    }

    private func check(_ property: Schema.Property) {
        if let name = Names.type(property.name) { check(nested: name, property.schema) }
        check(property.schema)
    }

    private func check(rest: Schema, beside properties: [Schema.Property], _ position: Position) {
        check(nested: TypeNames.restName, rest)
        check(rest)
        for property in properties where Names.member(property.name) == "additionalProperties" {
            findings.report(position, "the member `\(property.name)` is Swift's name of all others here")
        }
    }

    /// Only values that can be hashed: comparing each with each takes a hostile list for ever.
    private func checkUnique(_ items: Schema) {
        guard isFinite else { return }
        let names = TypeNames(document: document)
        let schema = names.resolved(items)
        switch schema.kind {
        case .string, .integer, .choice: if !names.isNullable(items) { return }
        case .reference(let name):
            if case .choice? = document.schema(named: name)?.kind, !names.isNullable(items) { return }
        default: break
        }
        findings.report(items.position, "`uniqueItems` is supported for strings, integers and enums only")
    }

    /// A type inside another hides those of its name.
    func check(nested name: String, _ schema: Schema) {
        switch schema.kind {
        case .array(let items, _): check(nested: name + "Item", items)
        case .dictionary(let value, _): check(nested: name + "Value", value)
        case .choice, .object, .union:
            guard document.schema(named: name) != nil || Names.reservedInSchemas.contains(name) else {
                return
            }
            findings.report(
                schema.position,
                "its Swift type would be `\(name)`, which hides another; give it a name under `components`")
        default: break
        }
    }

    private func check(_ variant: Schema.Variant, _ discriminator: String, _ schema: Schema) {
        guard let target = document.schema(named: variant.schemaName) else { return }
        if case .object(let properties, _) = target.kind,
            let property = properties.first(where: { $0.name == discriminator }), property.isRequired,
            property.schema.kind == .constant(.string(variant.name))
        {
            return
        }
        findings.report(
            target.position,
            "`\(variant.schemaName)` needs the required property `\(discriminator)`"
                + " with `const: \(variant.name)`"
        )
    }

    private func unique(_ names: [String], _ what: String, _ position: Position) {
        var seen: [String: String] = [:]
        for name in names {
            guard let swift = Names.member(name) else {
                findings.report(
                    position, "\(what) `\(name)` can't be made a Swift name: it must begin with a letter")
                continue
            }
            if let other = seen.updateValue(name, forKey: swift) {
                findings.report(
                    position, "\(what)s `\(other)` and `\(name)` are one name in Swift, `\(swift)`")
            }
        }
    }

    /// A list ends a circle only inside a type of its own: an alias has no end.
    private func holdsItself(_ name: String) -> Bool {
        var pending = held(by: name)
        var seen: Set<String> = []
        while let next = pending.popLast() {
            if next == name { return true }
            if seen.insert(next).inserted { pending += held(by: next) }
        }
        return false
    }

    private func held(by name: String) -> [String] {
        guard let schema = document.schema(named: name) else { return [] }
        return references(schema, throughLists: !TypeNames.isNominal(schema))
    }

    private func references(_ schema: Schema, throughLists: Bool) -> [String] {
        switch schema.kind {
        case .reference(let name): [name]
        case .object(let properties, _):
            properties.flatMap { references($0.schema, throughLists: throughLists) }
        case .union(_, let variants): variants.map(\.schemaName)
        case .array(let element, _), .dictionary(let element, _):
            throughLists ? references(element, throughLists: true) : []
        default: []
        }
    }
}
