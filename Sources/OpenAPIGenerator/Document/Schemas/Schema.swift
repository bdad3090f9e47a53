/// A schema as far as we support it: what is allowed in a value, and nothing that is not checked.
import YAML

struct Schema: Equatable {
    var kind: Kind
    /// Null is allowed besides.
    var isNullable = false
    var defaultValue: Literal?
    var description: String?
    /// RFC 6901, into the document.
    let pointer: String
    let position: Position

    indirect enum Kind: Equatable {
        case any
        case reference(String)
        case string(TextRules)
        case timestamp
        case integer(Width, IntegerRules)
        case number(NumberRules)
        case boolean
        case choice([String])
        case constant(Literal)
        case array(Schema, ListRules)
        case dictionary(Schema, TableRules)
        /// Members of any kind, kept in order.
        case freeObject(TableRules)
        case object([Property], Rest)
        case union(discriminator: String, [Variant])
    }

    /// Members of an object that are not among its properties.
    indirect enum Rest: Equatable {
        case refused
        /// Passed over: a client or server may be newer than the other.
        case ignored
        case kept(Schema)
    }

    enum Width: String, Equatable {
        case unsaid = "Int"
        case int32 = "Int32"
        case int64 = "Int64"
    }

    indirect enum Literal: Equatable {
        case null
        case string(String)
        case integer(Int64)
        case number(Double)
        case bool(Bool)
        case array([Literal])
        case emptyObject
    }

    struct Property: Equatable {
        let name: String
        let schema: Schema
        var isRequired: Bool
        var direction = Direction.both
        let position: Position

        /// What a request need not say, a type can't demand.
        var isDemanded: Bool { isRequired && direction != .readOnly }
    }

    /// `readOnly` members stand in responses only, `writeOnly` ones in requests only.
    enum Direction: Equatable {
        case both, readOnly, writeOnly
    }

    struct Variant: Equatable {
        /// The discriminator's value.
        let name: String
        let schemaName: String
    }
}

extension Schema {
    /// Of its own text and of all that stands inside it.
    var patterns: [CharacterPattern] {
        switch kind {
        case .string(let rules): [rules.pattern].compactMap(\.self)
        case .array(let element, _): element.patterns
        case .dictionary(let element, let rules): [rules.names?.pattern].compactMap(\.self) + element.patterns
        case .freeObject(let rules): [rules.names?.pattern].compactMap(\.self)
        case .object(let properties, .kept(let rest)): properties.flatMap(\.schema.patterns) + rest.patterns
        case .object(let properties, _): properties.flatMap(\.schema.patterns)
        default: []
        }
    }
}
