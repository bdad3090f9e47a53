/// When a job that ended badly is tried again, and how often.
internal import YAML

package struct RetryRule: Equatable, Sendable {
    /// A way to end, by the name that it has in the API.
    package enum Cause: String, CaseIterable, Sendable {
        /// Either of `reboot` and `supervisor_lost`.
        case lost
        /// Any code but 0.
        case exitCode = "exit_code"
        case signal
        case outOfMemory = "out_of_memory"
        case timeLimit = "time_limit"
        case launchFailure = "launch_failure"
        case logFailure = "log_failure"
        case reboot
        case supervisorLost = "supervisor_lost"
    }

    /// More attempts after the first; 0: none.
    package let count: Int
    /// Milliseconds from the end of the first attempt to the second; twice as long before each further one.
    package let backoff: Int64
    /// In the order of the file.
    package let causes: [Cause]
    package let exitCodes: [Int32]

    package static let none = RetryRule(count: 0, backoff: 10_000, causes: [], exitCodes: [])

    package init(count: Int, backoff: Int64, causes: [Cause], exitCodes: [Int32]) {
        self.count = count
        self.backoff = backoff
        self.causes = causes
        self.exitCodes = exitCodes
    }
}

extension RetryRule {
    private static let example = "[lost, 75]"

    /// `retries: {count: 3, backoff: 10s, on: [lost, 75]}`; a number in `on` is an exit code.
    init(_ field: YAMLNode.Entry?, reader: inout ConfigurationReader) {
        guard let field else {
            self = .none
            return
        }
        let fields = reader.mapping(field.value, "retries", keys: ["count", "backoff", "on"])
        if field.value.entries != nil {
            for (key, value) in [("count", "3"), ("on", Self.example)] where fields[key] == nil {
                reader.fault("'retries' needs '\(key)' such as \(key): \(value)", at: field.position)
            }
        }
        let triggers = Self.triggers(fields["on"], reader: &reader)
        self.init(
            count: reader.integer(fields["count"], in: 0...100) ?? 0,
            backoff: reader.milliseconds(fields["backoff"]) ?? 10_000,
            causes: triggers.causes, exitCodes: triggers.exitCodes)
    }

    private static func triggers(
        _ field: YAMLNode.Entry?, reader: inout ConfigurationReader
    ) -> (causes: [Cause], exitCodes: [Int32]) {
        let words = reader.words(field, example: example)
        if let field, field.value.items?.isEmpty == true {
            reader.fault(
                "'on' must name a cause or an exit code, such as \(example)", at: field.value.position)
        }
        var causes: [Cause] = []
        var exitCodes: [Int32] = []
        var seen: Set<String> = []
        for word in words {
            if !seen.insert(word.text).inserted {
                reader.fault("'\(word.text)' is in 'on' twice", at: word.position)
            } else if let cause = Cause(rawValue: word.text) {
                causes.append(cause)
            } else if let code = Int32(word.text), 1...255 ~= code {
                exitCodes.append(code)
            } else {
                let names = Cause.allCases.map(\.rawValue)
                let flaw = ConfigurationReader.unknown("cause", word.text, allowed: names + ["1 to 255"])
                reader.fault(flaw, at: word.position)
            }
        }
        return (causes, exitCodes)
    }
}
