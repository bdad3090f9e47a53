/// What a schema asks of a value besides its type.
struct TextRules: Equatable {
    /// In Unicode scalars.
    var minLength: Int?
    var maxLength: Int?
    var pattern: CharacterPattern?
    var format: TextFormat?
}

/// Formats of strings that are checked; `date-time` has a type of its own.
enum TextFormat: String, CaseIterable {
    case date
    case uuid
    case uri
    case uriReference = "uri-reference"
    /// Base64 (RFC 4648 section 4).
    case byte
    /// Only tells a form to hide what is typed: nothing to check.
    case password
}

struct IntegerRules: Equatable {
    /// Exclusive bounds are one further in.
    var minimum: Int64?
    var maximum: Int64?
    /// Positive.
    var multipleOf: Int64?
}

struct NumberRules: Equatable {
    var minimum: Double?
    var maximum: Double?
    /// Exclusive bounds.
    var above: Double?
    var below: Double?
}

struct ListRules: Equatable {
    var minItems: Int?
    var maxItems: Int?
    var isUnique = false
}

/// Of objects whose members are not named by the document.
struct TableRules: Equatable {
    var minProperties: Int?
    var maxProperties: Int?
    /// Of each member's name.
    var names: TextRules?
}
