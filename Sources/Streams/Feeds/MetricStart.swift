/// Where a reader of a job's metrics begins.

package enum MetricStart: Hashable, Sendable {
    /// The number of a row, from 1.
    case row(Int64)
    /// So many rows before the end.
    case tail(Int64)

    /// Where that is among `count` rows; nil where it lies past the row that comes next.
    package func row(of count: Int64) -> Int64? {
        switch self {
        case .row(let row): row <= count + 1 ? max(row, 1) : nil
        case .tail(let rows): max(1, count + 1 - rows)
        }
    }
}
