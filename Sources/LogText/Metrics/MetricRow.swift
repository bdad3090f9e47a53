/// What one line of a log reports: named numbers, and the step at which they were taken.

package struct Metric: Equatable, Sendable {
    package let name: String
    /// May be nan or infinite: a loss that is lost is said, not hidden.
    package let value: Double

    package init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}

package struct MetricRow: Equatable, Sendable {
    /// nil where the line names none.
    package var step: Int64?
    /// At least one besides the epoch; each name once, in the line's order.
    package var values: [Metric]

    package init(step: Int64?, values: [Metric]) {
        self.step = step
        self.values = values
    }
}
