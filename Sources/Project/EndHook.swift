/// What runs at the end of a job, with the job as JSON on its standard input: the `hooks` of anana.yaml.
internal import YAML

package struct EndHook: Equatable, Sendable {
    /// How a job can end, by the name that it has in the API.
    package enum State: String, CaseIterable, Sendable {
        case completed, failed, stopped, lost
    }

    /// The argument vector: never a shell's text.
    package let command: [String]
    /// Milliseconds; one that takes longer is killed.
    package let timeout: Int64
    /// Ends that it runs at.
    package let states: Set<State>

    package init(command: [String], timeout: Int64 = 60_000, states: Set<State> = Set(State.allCases)) {
        self.command = command
        self.timeout = timeout
        self.states = states
    }

    /// `hooks: {job_end: {command: [python3, tell.py], timeout: 30s, on: [failed, lost]}}`; nil without
    /// `job_end`.
    init?(_ hooks: YAMLNode?, reader: inout ConfigurationReader) {
        guard let field = reader.mapping(hooks, "'hooks'", keys: ["job_end"])["job_end"] else { return nil }
        let fields = reader.mapping(field.value, "'job_end'", keys: ["command", "timeout", "on"])
        command = reader.command(fields["command"], of: "'job_end'", at: field.position)
        timeout = reader.milliseconds(fields["timeout"]) ?? 60_000
        if let entry = fields["timeout"], !(1...3_600_000 ~= timeout) {
            reader.fault("'timeout' of a hook must be from 1ms to 1h", at: entry.value.position)
        }
        states = Self.states(fields["on"], reader: &reader)
    }

    private static func states(_ field: YAMLNode.Entry?, reader: inout ConfigurationReader) -> Set<State> {
        guard let field else { return Set(State.allCases) }
        let names = State.allCases.map(\.rawValue)
        let words = reader.words(field, example: "[failed, lost]")
        if field.value.items != nil, words.isEmpty {
            reader.fault("'on' must name an end: \(names.joined(separator: ", "))", at: field.value.position)
        }
        for word in words where State(rawValue: word.text) == nil {
            reader.fault(ConfigurationReader.unknown("end", word.text, allowed: names), at: word.position)
        }
        return Set(words.compactMap { State(rawValue: $0.text) })
    }
}
