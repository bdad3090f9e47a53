/// What may be started: a command, and the parameters that a request may give it.
package struct Template: Equatable, Sendable {
    package let id: String
    /// The id when none is written.
    package let title: String
    package let help: String?
    /// The argument vector before parameters are added: never a shell's text.
    package let command: [String]
    /// In the order of the file, which is that of the form and of the flags.
    package let parameters: [Parameter]
    /// Names, or patterns with `*`, of the environment variables that a request may set.
    package let environment: [String]
    package let stop: StopRule
    package let leftovers: LeftoverRule
    /// Milliseconds that the main process may run; a request may ask for less. nil: for ever.
    package let timeout: Int64?
    package let retries: RetryRule
    /// The flavor of a job that names none.
    package let defaultFlavor: String

    let environmentRules: [EnvironmentRule]

    package func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}
