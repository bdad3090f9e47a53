/// What a trial is promoted to: a template, and which of its parameters takes which of the trial's.
package import JSON
internal import YAML

package struct Promotion: Equatable, Sendable {
    /// Id of a template of the project.
    package let template: String
    /// By the template's parameter; the trial's parameters that are not named here keep their names.
    package let parameters: [String: String]

    /// `promote: {template: final, parameters: {lr: learning_rate}}`; nil where nothing is written.
    init?(_ field: YAMLNode.Entry?, templates: [Template], reader: inout ConfigurationReader) {
        guard let field else { return nil }
        let fields = reader.mapping(field.value, "'promote'", keys: ["template", "parameters"])
        guard let entry = fields["template"], let name = reader.string(entry) else {
            if fields["template"] == nil {
                reader.fault("'promote' needs 'template', the id of one of the templates", at: field.position)
            }
            return nil
        }
        template = name
        let target = templates.first { $0.id == name }
        if target == nil {
            let flaw = ConfigurationReader.unknown("template", name, allowed: templates.map(\.id))
            reader.fault(flaw, at: entry.value.position)
        }
        parameters = Self.parameters(fields["parameters"], of: target, reader: &reader)
    }

    private static func parameters(
        _ field: YAMLNode.Entry?, of template: Template?, reader: inout ConfigurationReader
    ) -> [String: String] {
        var parameters: [String: String] = [:]
        for entry in reader.entries(field?.value, "'parameters' of 'promote'") {
            if let template, template.parameter(entry.name) == nil {
                let known = template.parameters.map(\.name)
                reader.fault(
                    ConfigurationReader.unknown("parameter", entry.name, allowed: known), at: entry.position)
            }
            if let name = reader.string(entry) { parameters[entry.name] = name }
        }
        return parameters
    }

    /// The parameters of a job that takes those of a trial.
    /// - Parameter changes: what the request says; it wins.
    /// - Throws: one violation for each parameter of the trial that is wanted and not there.
    package func parameters(from trial: JSONObject, changes: JSONObject) throws(InvalidRequest) -> JSONObject
    {
        var values = JSONObject()
        var violations: [Violation] = []
        for (name, source) in parameters.sorted(by: { $0.key < $1.key }) where changes[name] == nil {
            if let value = trial[source] {
                values[name] = value
            } else {
                violations.append(
                    Violation(at: ["parameters", name], "the trial has no parameter '\(source)'"))
            }
        }
        let renamed = Set(parameters.values)
        for member in trial where !renamed.contains(member.name) { values[member.name] = member.value }
        for member in changes { values[member.name] = member.value }
        if !violations.isEmpty { throw InvalidRequest(violations: violations) }
        return values
    }
}
