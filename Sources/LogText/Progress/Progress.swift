/// How far a running program says that it has come: what a progress bar shows, as numbers.

package struct Progress: Equatable, Sendable {
    /// 0...1; nil where the total is not known.
    package var fraction: Double?
    /// Seconds to go; nil where the bar doesn't say.
    package var eta: Int64?
    /// In the bar's unit; bytes where that is a size.
    package var done: Int64?
    package var total: Int64?
    /// Units a second; nil where the bar doesn't say.
    package var rate: Double?

    package init(
        fraction: Double? = nil, eta: Int64? = nil, done: Int64? = nil, total: Int64? = nil,
        rate: Double? = nil
    ) {
        self.fraction = fraction
        self.eta = eta
        self.done = done
        self.total = total
        self.rate = rate
    }
}
