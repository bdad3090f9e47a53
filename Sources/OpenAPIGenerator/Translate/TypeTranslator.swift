/// Schemas to structs, enums and aliases.
struct TypeTranslator {
    private let names: TypeNames
    private let coding: CodingTranslator

    init(_ names: TypeNames) {
        self.names = names
        coding = CodingTranslator(names: names)
    }

    static func file(_ document: OpenAPIDocument) -> SwiftFile {
        let types = TypeTranslator(TypeNames(document: document))
        let declarations =
            document.schemas.flatMap { types.declarations($0.name, $0.schema) }
            + PatternTranslator.declarations(document)
        let imports = Names.modules.filter { module in declarations.contains { $0.mentions(module.types) } }
        return SwiftFile(
            name: "APISchemas.swift", purpose: "What goes over the wire.",
            imports: imports.map { "package import \($0.name)" }, declarations: declarations)
    }

    /// The type of a schema of that name, or an alias when Swift has one that is right.
    private func declarations(_ name: String, _ schema: Schema) -> [SwiftDeclaration] {
        if TypeNames.isNominal(schema) { return inline(schema, name) }
        let type = names.name(of: schema, suggesting: name)
        return inline(schema, name)
            + [.text("package typealias \(name) = \(type)", comment: comment(schema))]
    }

    /// The types that a schema needs where it stands: its own, or those of its elements.
    func inline(_ schema: Schema, _ name: String) -> [SwiftDeclaration] {
        switch schema.kind {
        case .choice(let words): [choice(words, name, schema)]
        case .object(let properties, let rest): [structure(properties, rest, name, schema)]
        case .union(let discriminator, let variants): [union(discriminator, variants, name, schema)]
        case .array(let items, _): inline(items, name + "Item")
        case .dictionary(let value, _): inline(value, name + "Value")
        default: []
        }
    }

    private func comment(_ schema: Schema) -> [String] {
        Comment.lines(schema.description) + ["`\(schema.pointer)`"]
    }

    private func choice(_ words: [String], _ name: String, _ schema: Schema) -> SwiftDeclaration {
        let cases = words.compactMap { word -> SwiftDeclaration? in
            guard let name = Names.member(word) else { return nil }
            let value = name == word ? "" : " = " + Names.literal(word)
            return .text("case \(Names.code(name))\(value)")
        }
        return .type("package enum \(name): String, WireChoice", comment: comment(schema), cases)
    }

    private func structure(
        _ properties: [Schema.Property], _ rest: Schema.Rest, _ name: String, _ schema: Schema
    ) -> SwiftDeclaration {
        let stored = properties.filter { if case .constant = $0.schema.kind { false } else { true } }
        let members = stored.map { property in
            SwiftDeclaration.text(
                "package var " + declared(property, isParameter: false),
                comment: Comment.lines(property.schema.description) + Self.comment(property.direction))
        }
        let nested = stored.flatMap { inline($0.schema, Names.type($0.name) ?? $0.name) }
        let (restNested, restMember) = kept(rest)
        let parameters = stored.map { declared($0, isParameter: true) } + restMember.map { $0 + " = [:]" }
        let names = stored.compactMap { Names.member($0.name) }
            + restMember.map { _ in "additionalProperties" }
        let initializer = SwiftDeclaration.function(
            "package init", parameters, body: names.map { .line("self.\($0) = \(Names.code($0))") })
        return .type(
            "package struct \(name): JSONEncodable, JSONDecodable, Equatable", comment: comment(schema),
            nested + restNested + members
                + restMember.map {
                    .text("package var " + $0, comment: ["Members that the document does not name."])
                } + [
                    initializer, coding.encoder(of: properties, rest),
                    coding.decoder(of: properties, rest),
                ])
    }

    /// The member that keeps what is not among the properties, and the types that it needs.
    private func kept(_ rest: Schema.Rest) -> ([SwiftDeclaration], [String]) {
        guard case .kept(let schema) = rest else { return ([], []) }
        let type = names.name(of: schema, suggesting: TypeNames.restName)
            + (names.isNullable(schema) ? "?" : "")
        return (inline(schema, TypeNames.restName), ["additionalProperties: [String: \(type)]"])
    }

    private static func comment(_ direction: Schema.Direction) -> [String] {
        switch direction {
        case .both: []
        case .readOnly: ["Only in responses."]
        case .writeOnly: ["Only in requests: never written."]
        }
    }

    /// `name: Type`, and as a parameter its default.
    private func declared(_ property: Schema.Property, isParameter: Bool) -> String {
        let name = Names.member(property.name) ?? property.name
        let suggestion = Names.type(property.name) ?? property.name
        let type = names.memberType(property.schema, isRequired: property.isDemanded, suggesting: suggestion)
        let text = (isParameter ? name : Names.code(name)) + ": " + type + (names.tellsAbsence(property) ? "?" : "")
        guard isParameter, !property.isDemanded else { return text }
        return text + " = " + (names.defaultCode(property.schema) ?? "nil")
    }

    private func union(
        _ discriminator: String, _ variants: [Schema.Variant], _ name: String, _ schema: Schema
    ) -> SwiftDeclaration {
        let cases = variants.map { ($0, Names.code(Names.member($0.name) ?? $0.name)) }
        let words = variants.map { Names.literal($0.name) }.joined(separator: ", ")
        let encoder = SwiftDeclaration.function(
            "package func encode", ["to writer: inout JSONWriter"],
            body: [
                .block(
                    "switch self",
                    cases.map { .label("case .\($1)(let value):", [.line("value.encode(to: &writer)")]) })
            ])
        let decoder = SwiftDeclaration.function(
            "package init?", ["from reader: inout SchemaReader"], " throws(JSONError)",
            body: [
                .call(
                    prefix: "let name = try reader.discriminator",
                    arguments: [Names.literal(discriminator), "of: [\(words)]"], suffix: ""),
                .block("switch name", cases.map(readVariant) + [.label("default:", [.line("return nil")])]),
            ])
        return .type(
            "package enum \(name): JSONEncodable, JSONDecodable, Equatable", comment: comment(schema),
            cases.map { .text("case \($1)(\($0.schemaName))") } + [encoder, decoder])
    }

    private func readVariant(_ variant: Schema.Variant, _ name: String) -> SwiftStatement {
        let read = "try \(variant.schemaName)(from: &reader)"
        return .label(
            "case \(Names.literal(variant.name)):",
            [
                .line("guard let value = \(read) else { return nil }"),
                .line("self = .\(name)(value)"),
            ])
    }
}
