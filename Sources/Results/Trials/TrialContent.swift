/// What one JSON object says of a trial, in the shapes that scripts, Optuna and plain dictionaries have.
internal import JSON

struct TrialContent: Equatable, Sendable {
    var number: Int64?
    var state: Trial.State?
    var parameters = JSONObject()
    /// Numbers or null.
    var metrics = JSONObject()
    var seconds: Double?

    private static let parameterNames: Set<String> = [
        "params", "parameters", "setting", "settings", "hyperparameters", "hparams", "config", "args",
    ]
    private static let metricNames: Set<String> = [
        "metrics", "scores", "values", "results", "result", "user_attrs", "evaluation", "eval",
    ]
    private static let numberNames: Set<String> = [
        "number", "trial", "trial_number", "trial_id", "trial_index",
    ]
    private static let timeNames: Set<String> = [
        "seconds", "duration", "duration_seconds", "elapsed", "runtime",
    ]
    /// Of the run, not of its success: they stand beside the parameters in many a script.
    private static let settingNames: Set<String> = [
        "epochs", "max_epochs", "num_epochs", "seed", "folds", "steps",
    ]

    /// nil where the object tells neither a parameter nor a metric: it is no trial.
    init?(_ object: JSONObject) {
        var loose = JSONObject()
        var (hasParameters, hasMetrics) = (false, false)
        for member in object {
            let name = member.name.lowercased()
            switch member.value {
            case .object(let inner) where Self.parameterNames.contains(name):
                hasParameters = true
                parameters.merge(inner, prefix: "", keeping: \.isParameter)
            case .object(let inner):
                hasMetrics = hasMetrics || Self.metricNames.contains(name)
                let prefix = Self.metricNames.contains(name) ? "" : member.name + "."
                metrics.merge(inner, prefix: prefix, keeping: \.isMetric)
            case .array(let items) where name == "values":
                hasMetrics = true
                addValues(items)
            case .array: break
            default: add(member.name, name, member.value, &loose, &hasParameters, &hasMetrics)
            }
        }
        sort(loose, hasParameters, hasMetrics)
        if parameters.isEmpty && metrics.isEmpty { return nil }
    }

    private mutating func add(
        _ name: String, _ folded: String, _ value: JSONValue, _ loose: inout JSONObject,
        _ hasParameters: inout Bool, _ hasMetrics: inout Bool
    ) {
        if Self.numberNames.contains(folded), let integer = value.integerValue {
            number = number ?? integer
        } else if folded == "state" || folded == "status" {
            state = Self.state(value)
        } else if Self.timeNames.contains(folded), let number = value.numberValue {
            seconds = number
        } else if folded == "value" || folded == "objective" {
            hasMetrics = true
            if value.isMetric { metrics[name] = value }
        } else if let rest = Self.rest(of: name, after: ["params_", "param_"]) {
            // A row of Optuna's data frame.
            hasParameters = true
            parameters[rest] = value
        } else if let rest = Self.rest(of: name, after: ["user_attrs_", "metrics_"]), value.isMetric {
            metrics[rest] = value
        } else {
            loose[name] = value
        }
    }

    private mutating func addValues(_ items: [JSONValue]) {
        for (index, item) in items.prefix(64).enumerated() where item.isMetric {
            metrics[items.count == 1 ? "value" : "value_\(index)"] = item
        }
    }

    /// What stands beside the parameters is a metric, beside the metrics a parameter; where neither has a
    /// place of its own, its name decides.
    private mutating func sort(_ loose: JSONObject, _ hasParameters: Bool, _ hasMetrics: Bool) {
        for member in loose {
            let looksLikeMetric = Self.isMetricName(member.name)
            let isMetric =
                hasParameters ? !member.value.isNull || looksLikeMetric : !hasMetrics && looksLikeMetric
            if isMetric {
                let isSetting = Self.settingNames.contains(member.name.lowercased())
                if member.value.isMetric, !isSetting { metrics[member.name] = member.value }
            } else if !hasParameters {
                parameters[member.name] = member.value
            }
        }
    }

    private static func rest(of name: String, after prefixes: [String]) -> String? {
        prefixes.first { name.hasPrefix($0) && name.count > $0.count }.map {
            String(name.dropFirst($0.count))
        }
    }

    /// Words of many tools; numbers are those of Optuna's `TrialState`.
    static func state(_ value: JSONValue) -> Trial.State {
        let words = value.stringValue?.lowercased().split { $0 == "." || $0 == " " }.last.map(String.init)
        return switch words ?? value.integerValue.map(String.init) ?? "" {
        case "complete", "completed", "done", "finished", "success", "succeeded", "ok", "1": .complete
        case "running", "started", "in_progress", "0": .running
        case "pruned", "stopped", "2": .pruned
        case "fail", "failed", "error", "crashed", "3": .failed
        case "waiting", "queued", "pending", "4": .waiting
        default: .unknown
        }
    }

    private static let metricWords: Set<String> = [
        "loss", "acc", "accuracy", "error", "err", "score", "auc", "auroc", "f1", "precision", "recall",
        "rmse", "mse",
        "mae", "mape", "r2", "perplexity", "ppl", "bleu", "rouge", "iou", "dice", "map", "reward", "value",
        "objective", "metric", "psnr", "ssim", "wer", "cer", "kappa", "mcc", "ndcg", "logloss", "nll",
        "fitness",
    ]

    static func isMetricName(_ name: String) -> Bool {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.contains { metricWords.contains(String($0)) }
    }
}

extension JSONValue {
    fileprivate var isMetric: Bool {
        switch self {
        case .integer, .number, .null: true
        default: false
        }
    }

    fileprivate var isParameter: Bool { objectValue == nil }
}

extension JSONObject {
    /// Names of inner objects come before theirs, with a dot; two levels deep.
    fileprivate mutating func merge(
        _ other: JSONObject, prefix: String, depth: Int = 0, keeping: (JSONValue) -> Bool
    ) {
        for member in other {
            if case .object(let inner) = member.value, depth < 2 {
                merge(inner, prefix: prefix + member.name + ".", depth: depth + 1, keeping: keeping)
            } else if keeping(member.value), count < 500 {
                self[prefix + member.name] = member.value
            }
        }
    }
}
