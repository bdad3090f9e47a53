/// The metrics of one job: parsed when they are asked for, as far as the log has come; kept beside it.
internal import JobDirectory
internal import Linux
internal import LogText
internal import Synchronization

final class JobMetrics: Sendable {
    private let log: String
    private let index: String
    private let cache: MetricCache
    /// Held while new lines are parsed, a turn at most: who asks for the same job waits for them.
    private let state = Mutex<State?>(nil)

    private struct State: Sendable {
        var contents: MetricCache.Contents
        /// Rows, and lines looked at, that the cache has.
        var storedRows: Int
        var storedNext: Int64
    }

    struct View: Sendable {
        let table: MetricTable
        /// The first line that was not looked at.
        let scannedTo: Int64
        /// There are lines that were not looked at.
        let isBehind: Bool
    }

    /// How long a turn may look.
    static let turn: Duration = .milliseconds(100)
    /// Lines without a report that need no mark in the cache: a look at them again is cheap.
    private static let quietLines: Int64 = 20_000

    init(_ job: JobID, _ results: ResultsFolder) {
        log = results.log(job)
        index = results.index(job)
        cache = MetricCache(path: results.job(job).metrics)
    }

    /// What the job has reported so far, after a look at what is new; waits for the disk.
    func view(for turn: Duration = turn) throws(SystemError) -> View {
        let result: Result<View, SystemError> = state.withLock { state in
            Result { () throws(SystemError) in try look(for: turn, &state) }
        }
        return try result.get()
    }

    private func look(for turn: Duration, _ state: inout State?) throws(SystemError) -> View {
        let nothing = View(table: MetricTable(), scannedTo: 1, isBehind: false)
        let file: LogReader
        do throws(SystemError) {
            file = try LogReader.open(log: log, index: index)
        } catch {
            // A job that has not started has reported nothing.
            if error.isMissing { return nothing }
            throw error
        }
        guard let header = file.header else { return nothing }
        var current = state ?? load()
        // Or each row would be copied before one is added.
        state = nil
        // The same as long as lines keep their numbers, whatever is removed of the oldest.
        let numbering = String(header.numbering, radix: 16)
        if current.contents.numbering != numbering {
            current = adopt(current.contents.table, of: file, numbering)
        }
        // What a failed read leaves behind is right as far as it goes.
        defer { state = current }
        try scan(file, for: turn, &current)
        let contents = current.contents
        return View(
            table: contents.table, scannedTo: contents.next,
            isBehind: contents.next < file.lines.upperBound && contents.table.count < MetricTable.rowLimit
        )
    }

    private func load() -> State {
        let contents = cache.load() ?? MetricCache.Contents(numbering: "")
        return State(contents: contents, storedRows: contents.table.count, storedNext: contents.next)
    }

    /// Lines were counted anew: the log is read anew; of lines that are kept no longer the rows stay.
    private func adopt(_ table: MetricTable, of file: borrowing LogReader, _ numbering: String)
        -> State
    {
        let kept = table.before(line: file.lines.lowerBound)
        let contents = MetricCache.Contents(
            numbering: numbering, table: kept, next: file.lines.lowerBound)
        cache.replace(with: contents)
        return State(contents: contents, storedRows: kept.count, storedNext: contents.next)
    }

    private func scan(
        _ file: borrowing LogReader, for turn: Duration, _ state: inout State
    ) throws(SystemError) {
        let scanner = MetricScanner()
        state.contents.next = try scanner.scan(
            file, from: state.contents.next, until: Instant.now + turn, into: &state.contents.table)
        let hasRows = state.contents.table.count > state.storedRows
        guard hasRows || state.contents.next - state.storedNext > Self.quietLines else { return }
        cache.append(state.contents.table, from: state.storedRows, scanned: state.contents.next)
        state.storedRows = state.contents.table.count
        state.storedNext = state.contents.next
    }
}
