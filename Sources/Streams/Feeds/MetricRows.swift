/// Rows of one job's metrics in their order, as `metric` frames carry them (streams-and-web.md section 3.7).
internal import JSON

package struct MetricRows: Sendable {
    package struct Column: Sendable {
        package let name: String
        /// A value a row; nil where that row does not report it.
        package let values: [Double?]

        package init(name: String, values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    /// Numbers of the rows, from 1.
    package let range: Range<Int64>
    /// Of each row: its line, milliseconds since 1970, and its step.
    package let lines: [Int64]
    package let times: [Int64]
    package let steps: [Int64?]
    /// Of each name that one of the rows reports.
    package let columns: [Column]
    /// Whether there is more to ask for at once.
    package let isBehind: Bool

    package init(
        range: Range<Int64>, lines: [Int64], times: [Int64], steps: [Int64?], columns: [Column],
        isBehind: Bool
    ) {
        self.range = range
        self.lines = lines
        self.times = times
        self.steps = steps
        self.columns = columns
        self.isBehind = isBehind
    }

    func frame(of job: String) -> Encoded {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("e", "metric")
        writer.member("j", job)
        writer.member("from", range.lowerBound)
        writer.member("to", range.upperBound)
        writer.key("step")
        writer.beginArray()
        for step in steps { if let step { writer.integer(step) } else { writer.null() } }
        writer.endArray()
        for (name, column) in [("t", times), ("n", lines)] {
            writer.key(name)
            writer.beginArray()
            for value in column { writer.integer(value) }
            writer.endArray()
        }
        writer.key("v")
        writer.beginObject()
        for column in columns {
            writer.key(column.name)
            writer.beginArray()
            for value in column.values { if let value { writer.number(value) } else { writer.null() } }
            writer.endArray()
        }
        writer.endObject()
        writeNonFinite(to: &writer)
        writer.endObject()
        return Encoded("metric", writer.bytes)
    }

    /// By name and place in the column: a chart must see where a loss ceased to be a number.
    private func writeNonFinite(to writer: inout JSONWriter) {
        let words = columns.map { column in
            column.values.enumerated().compactMap { place, value in
                value.flatMap(NonFinite.word).map { (place, $0) }
            }
        }
        if words.allSatisfy(\.isEmpty) { return }
        writer.key("nonfinite")
        writer.beginObject()
        for (column, words) in zip(columns, words) where !words.isEmpty {
            writer.key(column.name)
            writer.beginObject()
            for (place, word) in words { writer.member("\(place)", word) }
            writer.endObject()
        }
        writer.endObject()
    }
}
