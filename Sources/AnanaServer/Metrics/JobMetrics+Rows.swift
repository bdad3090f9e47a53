/// Rows of one job's metrics for `metric` frames (streams-and-web.md section 3.7).
internal import Linux
internal import Streams

extension JobMetrics {
    /// The rows from there on, at most `limit`, after a look at what is new; waits for the disk.
    func rows(from start: MetricStart, limit: Int) throws(SystemError) -> JobFeeds.Metrics {
        let view = try view()
        let count = Int64(view.table.count)
        if case .tail = start, view.isBehind { return .scanning }
        guard let row = start.row(of: count) else {
            return view.isBehind ? .scanning : .refused(next: count + 1)
        }
        return .rows(Self.rows(of: view, from: Int(row) - 1, limit: limit))
    }

    /// - Parameter start: an index.
    private static func rows(of view: View, from start: Int, limit: Int) -> MetricRows {
        let table = view.table
        let end = min(table.count, start + limit)
        let columns = table.columns.compactMap { column -> MetricRows.Column? in
            let first = column.rows.partitioningIndex { $0 >= Int32(start) }
            let last = column.rows.partitioningIndex { $0 >= Int32(end) }
            guard first < last else { return nil }
            var values = [Double?](repeating: nil, count: end - start)
            for place in first..<last { values[Int(column.rows[place]) - start] = column.values[place] }
            return MetricRows.Column(name: column.name, values: values)
        }
        return MetricRows(
            range: Int64(start) + 1..<Int64(end) + 1, lines: Array(table.lines[start..<end]),
            times: Array(table.times[start..<end]), steps: Array(table.steps[start..<end]),
            columns: columns, isBehind: end < table.count || view.isBehind)
    }
}
