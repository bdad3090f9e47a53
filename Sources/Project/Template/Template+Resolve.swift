/// A request for a job to what is run: every value checked, defaults put in, the argument vector made.
package import JSON

extension Template {
    /// What a job of a template is made of.
    package struct Resolution: Equatable, Sendable {
        /// The values given and the defaults, in the template's order.
        package let parameters: JSONObject
        /// The argument vector: the command, flags in the template's order, positional arguments by position.
        package let command: [String]
        /// What the request sets, and what parameters put there.
        package let environment: [String: String]
        package let flavor: String
        /// Milliseconds; nil: for ever.
        package let timeout: Int64?
    }

    /// - Parameter folder: the project's, absolute and canonical: what paths must not leave. nil: paths are only
    ///   looked at as text.
    /// - Parameter timeout: as a person writes it, `2h`; nil: the template's.
    /// - Throws: all violations at once, those of unknown parameters first.
    package func resolve(
        parameters given: JSONObject, environment: [String: String] = [:], timeout: String? = nil,
        in folder: String? = nil
    ) throws(InvalidRequest) -> Resolution {
        var violations = unknownViolations(given)
        var values = JSONObject()
        for parameter in parameters {
            let path = ["parameters", parameter.name]
            guard let value = given[parameter.name] else {
                if parameter.isRequired { violations.append(Violation(at: path, "is required")) }
                if let value = parameter.defaultValue { values.append(parameter.name, value) }
                continue
            }
            do throws(InvalidRequest) {
                let checked = try parameter.check(value, at: path)
                if let flaw = parameter.pathFlaw(checked, in: folder) { violations.append(Violation(at: path, flaw)) }
                values.append(parameter.name, checked)
            } catch {
                violations += error.violations
            }
        }
        violations += environmentViolations(environment)
        let limit = timeout.flatMap { Quantity.milliseconds($0) }
        if let timeout, let flaw = timeoutFlaw(timeout, limit) {
            violations.append(Violation(at: ["timeout"], flaw))
        }
        guard violations.isEmpty else { throw InvalidRequest(violations: violations) }
        return Resolution(
            parameters: values, command: argumentVector(values),
            environment: environment.merging(variables(values)) { $1 },
            flavor: flavor(values), timeout: limit ?? self.timeout)
    }

    /// The template's limit is its author's word on how long a job may take: a request can only shorten it.
    private func timeoutFlaw(_ text: String, _ limit: Int64?) -> String? {
        guard let limit else { return "must be a duration such as 30s (ms, s, m, h, d), is '\(text)'" }
        if limit < 1 { return "must be more than 0, is '\(text)'" }
        guard let most = timeout, limit > most else { return nil }
        return "must be at most the template's \(Quantity.text(milliseconds: most)), is '\(text)'"
    }

    private func variables(_ values: JSONObject) -> [String: String] {
        parameters.reduce(into: [:]) { variables, parameter in
            guard let name = parameter.variable, let value = values[parameter.name] else { return }
            variables[name] = parameter.text(for: value)
        }
    }

    private func argumentVector(_ values: JSONObject) -> [String] {
        let flags = parameters.filter { $0.flag != nil }
        let positional = parameters.filter { $0.position != nil }
            .sorted { ($0.position ?? 0) < ($1.position ?? 0) }
        return command
            + (flags + positional).flatMap { parameter in
                values[parameter.name].map { parameter.arguments(for: $0) } ?? []
            }
    }

    private func flavor(_ values: JSONObject) -> String {
        let parameter = parameters.first { $0.kind == .flavor }
        return parameter.flatMap { values[$0.name]?.stringValue } ?? defaultFlavor
    }

    private func unknownViolations(_ given: JSONObject) -> [Violation] {
        given.names.filter { parameter($0) == nil }.map { name in
            let known = parameters.isEmpty ? "none" : parameters.map(\.name).joined(separator: ", ")
            let detail = "is no parameter of template '\(id)', which has: \(known)"
            return Violation(at: ["parameters", name], detail)
        }
    }

    private func environmentViolations(_ environment: [String: String]) -> [Violation] {
        environment.sorted { $0.key < $1.key }.compactMap { name, value in
            environmentFlaw(name, value).map { Violation(at: ["environment", name], $0) }
        }
    }

    private func environmentFlaw(_ name: String, _ value: String) -> String? {
        if !EnvironmentRule.isName(name) {
            return "must have a name of letters, digits and '_', no digit first"
        }
        if name.hasPrefix(EnvironmentRule.reservedPrefix) {
            return "must not begin with \(EnvironmentRule.reservedPrefix): these are the server's own"
        }
        if EnvironmentRule.isReserved(name) { return "is the server's own to set: a job sees the GPUs of its lease" }
        if let parameter = parameters.first(where: { $0.variable == name }) {
            return "is set by the parameter '\(parameter.name)'"
        }
        if !environmentRules.contains(where: { $0.allows(name) }) {
            let allowed = self.environment.isEmpty ? "none" : self.environment.joined(separator: ", ")
            return "is not allowed by template '\(id)', which allows: \(allowed)"
        }
        if value.utf8.contains(0) { return "must not contain a NUL character" }
        let limit = Parameter.byteLimit
        return value.utf8.count > limit ? "must be at most \(limit) bytes, is \(value.utf8.count)" : nil
    }
}
