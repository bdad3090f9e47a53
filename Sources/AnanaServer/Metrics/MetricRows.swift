/// Rows of one job's metrics in their order, as `metric` frames carry them (streams-and-web.md section 3.7).
internal import Linux

struct MetricRows: Sendable {
    /// Numbers of the rows, from 1.
    let range: Range<Int64>
    /// Of each row: its line, milliseconds since 1970, and its step.
    let lines: [Int64]
    let times: [Int64]
    let steps: [Int64?]
    /// Of each name that one of the rows reports: a value a row, nil where that row does not report it.
    let values: [(name: String, values: [Double?])]
    /// Whether there is more to ask for at once.
    let isBehind: Bool
}

extension JobMetrics {
    /// The rows from `row` on, at most `limit`, after a look at what is new; waits for the disk.
    func rows(from row: Int64, limit: Int) throws(SystemError) -> MetricRows {
        let view = try view()
        let table = view.table
        let start = Int(min(max(row, 1) - 1, Int64(table.count)))
        let end = min(table.count, start + limit)
        let values = table.columns.compactMap { column -> (name: String, values: [Double?])? in
            let first = column.rows.partitioningIndex { $0 >= Int32(start) }
            let last = column.rows.partitioningIndex { $0 >= Int32(end) }
            guard first < last else { return nil }
            var values = [Double?](repeating: nil, count: end - start)
            for place in first..<last { values[Int(column.rows[place]) - start] = column.values[place] }
            return (column.name, values)
        }
        return MetricRows(
            range: Int64(start) + 1..<Int64(end) + 1, lines: Array(table.lines[start..<end]),
            times: Array(table.times[start..<end]), steps: Array(table.steps[start..<end]),
            values: values,
            isBehind: end < table.count || view.isBehind)
    }
}
