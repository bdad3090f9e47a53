/// Takes named numbers of one line and makes its row of those that are metrics.

struct MetricCollector {
    private var step: Int64?
    private var values: [Metric] = []
    private var isReport = false

    /// More in one line are a table.
    private static let limit = 100

    var isEmpty: Bool { !isReport }

    mutating func take(_ name: String, _ value: Double) {
        guard !name.isEmpty, name.utf8.count <= MetricName.limit, values.count < Self.limit else {
            return
        }
        let lower = name.lowercased()
        if MetricName.isStep(lower) {
            if step == nil { step = NumberText.count(value) }
            return
        }
        guard MetricName.isMetric(lower, value), !values.contains(where: { $0.name == name }) else {
            return
        }
        let isEpoch = MetricName.isEpoch(lower)
        values.append(Metric(name: isEpoch ? "epoch" : name, value: value))
        if !isEpoch { isReport = true }
    }

    /// nil where the line reports nothing: an epoch alone is a heading.
    var row: MetricRow? {
        isReport ? MetricRow(step: step, values: values) : nil
    }

    /// With the step that `heading`, the text before, names.
    func row(withStepOf heading: MetricCollector) -> MetricRow? {
        guard var row else { return nil }
        row.step = step ?? heading.step
        return row
    }
}
