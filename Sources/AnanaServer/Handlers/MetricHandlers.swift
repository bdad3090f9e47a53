/// What a job has reported of itself, as series of points. On the worker lane: it reads the log.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Streams

struct MetricHandlers: MetricsHandlers {
    let reader: JobReader
    let metrics: RecentJobs<JobMetrics>

    func readMetrics(_ input: ReadMetrics.Input) throws -> ReadMetrics.Output {
        guard let job = reader.job(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        let view = try metrics[job.id].view()
        let table = view.table
        let from = min(input.since, Int64(table.count) + 1)
        let wanted = input.names.map { Set($0) }
        let columns = table.columns.filter { wanted?.contains($0.name) ?? true }
        return .ok(
            MetricPage(
                j: job.id.text, from: from, to: Int64(table.count) + 1, scannedTo: view.scannedTo,
                more: view.isBehind, names: table.columns.map(\.name),
                series: columns.map { Self.series($0, of: table, from: from, limit: input.maxPoints) }))
    }

    private static func series(
        _ column: MetricTable.Column, of table: MetricTable, from row: Int64, limit: Int
    ) -> MetricSeries {
        let first = column.rows.partitioningIndex { Int64($0) >= row - 1 }
        let points = MetricSampler.sample(column.values[first...], limit: limit)
        let rows = points.map { Int(column.rows[$0]) }
        let values = points.map { column.values[$0] }
        let words = values.enumerated().compactMap { index, value in
            NonFinite.word(value).map { ("\(index)", $0) }
        }
        return MetricSeries(
            name: column.name, count: Int64(column.rows.count - first), n: rows.map { table.lines[$0] },
            t: rows.map { table.times[$0] }, step: rows.map { table.steps[$0] },
            v: values.map { $0.isFinite ? $0 : nil },
            nonfinite: words.isEmpty ? nil : Dictionary(words) { first, _ in first })
    }
}
