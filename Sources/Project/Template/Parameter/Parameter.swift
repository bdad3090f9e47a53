/// A parameter of a template: its type, its bounds, and how its value gets onto the command line.
package import JSON

package struct Parameter: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case integer, number, string, boolean
        /// One of `choices`.
        case `enum`
        /// The name of a flavor of the project; it decides what hardware the job leases.
        case flavor
        /// Strings.
        case array
        /// Of a file or folder inside the project, relative to it.
        case path
    }

    package enum Carrier: Equatable, Sendable {
        /// An option, such as `--trials`, before all positional arguments.
        case flag(String)
        /// A place among the positional arguments, from 1.
        case position(Int)
        /// An environment variable.
        case variable(String)
    }

    package let name: String
    package let kind: Kind
    package let title: String?
    package let help: String?
    package let isRequired: Bool
    /// Nil: a job that does not give the parameter has none. A boolean that is not required has always one.
    package var defaultValue: JSONValue?
    /// Bounds of an integer or a number, both inclusive.
    package let minimum: Double?
    package let maximum: Double?
    /// All values allowed of an enum or a flavor; empty for other kinds.
    package let choices: [String]
    package let carrier: Carrier
    /// A regular expression that the whole of a string, a path or an item must match; nil: any.
    package let pattern: String?
    /// Heading under which a form shows it.
    package let group: String?

    /// Nil for a positional parameter.
    package var flag: String? { if case .flag(let flag) = carrier { flag } else { nil } }
    /// Nil for a parameter with a flag.
    package var position: Int? { if case .position(let position) = carrier { position } else { nil } }

    /// Nil where it goes onto the command line.
    package var variable: String? { if case .variable(let name) = carrier { name } else { nil } }

    /// What the environment variable holds: true and false are `1` and `0`, a list is a line an item.
    func text(for value: JSONValue) -> String {
        if case .bool(let isOn) = value { return isOn ? "1" : "0" }
        return (value.arrayValue?.map(Self.word) ?? [Self.word(value)]).joined(separator: "\n")
    }

    /// The words for the command line; `value` is one that `check` has passed.
    ///
    /// A flag and its value are two words, and one (`--lr=-0.5`) when the value begins with `-`: no program
    /// then takes it for an option. A list repeats its flag for each item.
    func arguments(for value: JSONValue) -> [String] {
        if case .bool(let isOn) = value { return isOn ? [flag].compactMap(\.self) : [] }
        let words = value.arrayValue?.map(Self.word) ?? [Self.word(value)]
        guard let flag else { return words }
        return words.flatMap { $0.hasPrefix("-") ? ["\(flag)=\($0)"] : [flag, $0] }
    }

    private static func word(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): number.description
        default: preconditionFailure("a checked value is text, a number, a boolean or a list of texts")
        }
    }
}
