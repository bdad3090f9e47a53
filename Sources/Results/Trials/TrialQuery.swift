/// Which trials are wanted, and in which order.
internal import JSON

package struct TrialQuery: Sendable {
    /// `number`, `seconds`, `modified`, `metrics.NAME` or `parameters.NAME`.
    package struct Field: Equatable, Sendable {
        fileprivate enum Kind: Equatable {
            case number, seconds, modified
            case metric(String)
            case parameter(String)
        }

        fileprivate let kind: Kind

        /// nil where `text` names none.
        package init?(_ text: some StringProtocol) {
            switch text {
            case "number": kind = .number
            case "seconds": kind = .seconds
            case "modified": kind = .modified
            default:
                let halves = text.split(separator: ".", maxSplits: 1)
                guard halves.count == 2, let name = halves.last.map({ String($0) }) else { return nil }
                switch halves[0] {
                case "metrics": kind = .metric(name)
                case "parameters": kind = .parameter(name)
                default: return nil
                }
            }
        }

        fileprivate func value(of trial: Trial) -> JSONValue? {
            switch kind {
            case .number: trial.number.map { .integer($0) }
            case .seconds: trial.seconds.map { .number($0) }
            case .modified: .integer(trial.modified)
            case .metric(let name): trial.metrics[name]
            case .parameter(let name): trial.parameters[name]
            }
        }
    }

    /// `metrics.loss<0.5`: a field, one of `= != < <= > >=`, a value.
    package struct Condition: Sendable {
        private let field: Field
        private let comparison: String
        private let value: String

        /// nil where `text` is none.
        package init?(_ text: some StringProtocol) {
            guard let start = text.firstIndex(where: { "=!<>".contains($0) }) else { return nil }
            let rest = text[start...]
            guard let comparison = ["!=", "<=", ">=", "=", "<", ">"].first(where: { rest.hasPrefix($0) }),
                let field = Field(text[..<start])
            else { return nil }
            self.field = field
            self.comparison = comparison
            value = String(rest.dropFirst(comparison.count))
            if value.isEmpty { return nil }
        }

        /// False where the trial has no such value, or one that can't be compared so.
        func holds(for trial: Trial) -> Bool {
            guard let found = field.value(of: trial) else { return false }
            if let left = found.numberValue, let right = Double(value) { return holds(left, right) }
            let text = found.stringValue ?? found.boolValue.map { $0 ? "true" : "false" }
            guard let text else { return false }
            return comparison == "=" ? text == value : comparison == "!=" ? text != value : false
        }

        private func holds(_ left: Double, _ right: Double) -> Bool {
            switch comparison {
            case "=": left == right
            case "!=": left != right
            case "<": left < right
            case "<=": left <= right
            case ">": left > right
            default: left >= right
            }
        }
    }

    package var states: Set<Trial.State> = []
    package var conditions: [Condition] = []
    package var order: Field?
    package var isDescending = false

    package init() {}

    /// Without an order: the newest job first, its trials by number. A trial without the value comes last in
    /// either direction; those that are alike stay in that order.
    package func apply(to trials: [Trial]) -> [Trial] {
        let wanted = trials.filter { trial in
            (states.isEmpty || states.contains(trial.state)) && conditions.allSatisfy { $0.holds(for: trial) }
        }
        let plain = wanted.sorted(by: Self.isBefore)
        guard let order else { return plain }
        let keyed = plain.enumerated().map { (index: $0, key: Key(order.value(of: $1)), trial: $1) }
        return keyed.sorted { left, right in
            if left.key == right.key { return left.index < right.index }
            if left.key.isNothing || right.key.isNothing { return right.key.isNothing }
            return isDescending ? right.key < left.key : left.key < right.key
        }.map(\.trial)
    }

    private static func isBefore(_ left: Trial, _ right: Trial) -> Bool {
        if left.scope != right.scope { return left.scope.text > right.scope.text }
        switch (left.number, right.number) {
        case (let a?, let b?) where a != b: return a < b
        case (_?, nil): return true
        case (nil, _?): return false
        default: return left.id < right.id
        }
    }

    /// Numbers before texts; nothing is what can't be ordered.
    private enum Key: Equatable, Comparable {
        case number(Double)
        case text(String)
        case nothing

        init(_ value: JSONValue?) {
            switch value {
            case .integer(let integer)?: self = .number(Double(integer))
            case .number(let number)? where !number.isNaN: self = .number(number)
            case .string(let text)?: self = .text(text)
            case .bool(let flag)?: self = .number(flag ? 1 : 0)
            default: self = .nothing
            }
        }

        var isNothing: Bool { self == .nothing }
    }
}
