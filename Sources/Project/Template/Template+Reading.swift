/// A template as anana.yaml writes it, with all its mistakes.
internal import YAML

extension Template {
    private static let keys = [
        "title", "help", "command", "parameters", "environment", "stop", "timeout", "leftovers", "linger",
        "retries",
    ]

    /// - Parameter flavors: those of the project; never empty.
    init(_ entry: YAMLNode.Entry, flavors: [Flavor], reader: inout ConfigurationReader) {
        let what = "template '\(entry.name)'"
        reader.checkName(entry.name, "a template", at: entry.position)
        let fields = reader.mapping(entry.value, what, keys: Self.keys)
        id = entry.name
        title = reader.string(fields["title"]) ?? entry.name
        help = reader.string(fields["help"])
        command = reader.command(fields["command"], of: what, at: entry.position)
        parameters = Self.parameters(fields["parameters"]?.value, of: what, flavors: flavors, reader: &reader)
        let rules = Self.environment(fields["environment"], reader: &reader)
        environment = rules.map(\.pattern)
        environmentRules = rules
        stop = StopRule(fields["stop"]?.value, reader: &reader)
        leftovers = LeftoverRule(manner: fields["leftovers"], linger: fields["linger"], reader: &reader)
        timeout = Self.timeout(fields["timeout"], reader: &reader)
        retries = RetryRule(fields["retries"], reader: &reader)
        defaultFlavor = (flavors.first { $0.name == Flavor.standard.name } ?? flavors.first ?? .standard).name
    }

    private static func timeout(_ field: YAMLNode.Entry?, reader: inout ConfigurationReader) -> Int64? {
        guard let field, let value = reader.milliseconds(field) else { return nil }
        if value < 1 { reader.fault("'timeout' must be more than 0", at: field.value.position) }
        return value
    }

    private static func parameters(
        _ node: YAMLNode?, of what: String, flavors: [Flavor], reader: inout ConfigurationReader
    ) -> [Parameter] {
        var parameters: [Parameter] = []
        let entries = reader.entries(node, "'parameters' of \(what)")
        // Stable: those of the same order stay as they are written.
        let ordered = entries.enumerated().sorted {
            let (a, b) = (Parameter.order(of: $0.element), Parameter.order(of: $1.element))
            return a != b ? a < b : $0.offset < $1.offset
        }
        for entry in ordered.map(\.element) {
            guard let parameter = Parameter(entry, flavors: flavors, reader: &reader) else { continue }
            let place = { (key: String) in entry.value[key]?.position ?? entry.position }
            if let other = parameters.first(where: { $0.carrier == parameter.carrier }) {
                let key = parameter.variable != nil ? "variable" : parameter.flag == nil ? "position" : "flag"
                reader.fault("parameter '\(other.name)' has this \(key) already", at: place(key))
            }
            if parameter.kind == .flavor, let other = parameters.first(where: { $0.kind == .flavor }) {
                reader.fault("a job has one flavor, and '\(other.name)' is it", at: place("type"))
            }
            parameters.append(parameter)
        }
        checkPositions(parameters, node, reader: &reader)
        return parameters
    }

    /// A place that may be left out would let the arguments behind it move up.
    private static func checkPositions(
        _ parameters: [Parameter], _ node: YAMLNode?, reader: inout ConfigurationReader
    ) {
        let last = parameters.compactMap(\.position).max() ?? 0
        for parameter in parameters {
            guard let position = parameter.position, position < last, parameter.kind != .array,
                !parameter.isRequired, parameter.defaultValue == nil
            else { continue }
            let reason = "others stand behind its position"
            let message = "'\(parameter.name)' needs 'required: true' or a 'default': \(reason)"
            reader.fault(message, at: node?.entry(parameter.name)?.position ?? Position(line: 1, column: 1))
        }
    }

    private static func environment(
        _ field: YAMLNode.Entry?, reader: inout ConfigurationReader
    ) -> [EnvironmentRule] {
        reader.words(field, example: "[DATA_DIR, MY_*]").compactMap { word in
            if let rule = EnvironmentRule(word.text) { return rule }
            let message =
                EnvironmentRule.isReserved(word.text)
                ? "'\(word.text)' is the server's own to set"
                : "an environment variable must be a name such as DATA_DIR or MY_*, is '\(word.text)'"
            reader.fault(message, at: word.position)
            return nil
        }
    }
}
