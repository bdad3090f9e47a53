/// All that one job has reported, by column: rows are lines of its log, numbered from 1 in their order.
internal import LogText

struct MetricTable: Sendable {
    struct Column: Sendable {
        let name: String
        /// Indices of the rows that report it, ascending.
        fileprivate(set) var rows: [Int32] = []
        fileprivate(set) var values: [Double] = []
    }

    /// More of either is no report of a training run.
    static let rowLimit = 1 << 20
    static let nameLimit = 256

    /// Of each row: number of its line, milliseconds since 1970, and its step.
    private(set) var lines: [Int64] = []
    private(set) var times: [Int64] = []
    private(set) var steps: [Int64?] = []
    /// In the order in which the names came.
    private(set) var columns: [Column] = []
    private var places: [String: Int] = [:]

    var count: Int { lines.count }

    /// False where the table is full.
    @discardableResult
    mutating func append(_ row: MetricRow, line: Int64, time: Int64) -> Bool {
        guard count < Self.rowLimit else { return false }
        let index = Int32(count)
        for metric in row.values {
            guard let place = place(of: metric.name) else { continue }
            columns[place].rows.append(index)
            columns[place].values.append(metric.value)
        }
        lines.append(line)
        times.append(time)
        steps.append(row.step)
        return true
    }

    func column(_ name: String) -> Column? {
        places[name].map { columns[$0] }
    }

    /// The rows of lines before `line` alone.
    func before(line: Int64) -> MetricTable {
        let kept = lines.partitioningIndex { $0 >= line }
        var table = MetricTable()
        for index in 0..<kept { table.append(row(index), line: lines[index], time: times[index]) }
        return table
    }

    func row(_ index: Int) -> MetricRow {
        let values = columns.compactMap { column -> Metric? in
            let place = column.rows.partitioningIndex { $0 >= Int32(index) }
            guard place < column.rows.count, column.rows[place] == Int32(index) else { return nil }
            return Metric(name: column.name, value: column.values[place])
        }
        return MetricRow(step: steps[index], values: values)
    }

    private mutating func place(of name: String) -> Int? {
        if let place = places[name] { return place }
        guard columns.count < Self.nameLimit else { return nil }
        columns.append(Column(name: name))
        places[name] = columns.count - 1
        return columns.count - 1
    }
}

extension [Int64] {
    /// The first index from which on `isAfter` holds; the elements ascend.
    fileprivate func partitioningIndex(_ isAfter: (Element) -> Bool) -> Int { halve(self, isAfter) }
}

extension [Int32] {
    /// As above.
    func partitioningIndex(_ isAfter: (Element) -> Bool) -> Int { halve(self, isAfter) }
}

private func halve<Element>(_ elements: [Element], _ isAfter: (Element) -> Bool) -> Int {
    var low = 0
    var high = elements.count
    while low < high {
        let middle = (low + high) / 2
        if isAfter(elements[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
}
