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
        case string(minLength: Int?, maxLength: Int?, pattern: CharacterPattern?)
        case timestamp
        case integer(Width, minimum: Int64?, maximum: Int64?)
        case number(minimum: Double?, maximum: Double?)
        case boolean
        case choice([String])
        case constant(String)
        case array(Schema, minItems: Int?, maxItems: Int?)
        case dictionary(Schema)
        /// Members of any kind, kept in order.
        case freeObject
        case object([Property], isClosed: Bool)
        case union(discriminator: String, [Variant])
    }

    enum Width: String, Equatable {
        case unsaid = "Int"
        case int32 = "Int32"
        case int64 = "Int64"
    }

    enum Literal: Equatable {
        case null
        case string(String)
        case integer(Int64)
        case number(Double)
        case bool(Bool)
        case emptyArray
        case emptyObject
    }

    struct Property: Equatable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let position: Position
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
        case .string(_, _, let pattern?): [pattern]
        case .array(let element, _, _), .dictionary(let element): element.patterns
        case .object(let properties, _): properties.flatMap(\.schema.patterns)
        default: []
        }
    }
}
