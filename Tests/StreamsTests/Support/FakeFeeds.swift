import Synchronization

/// Metrics and artifacts as a test puts them there; read at once, on the test's own thread.
@testable import Streams

final class FakeFeeds: Sendable {
    struct State {
        /// Number of its line, by row.
        var rows: [Int64] = []
        /// The log has not been looked at to its end.
        var isScanning = false
        var files: [String: ArtifactSnapshot.File] = [:]
        /// When the folder changed last, in milliseconds since 1970.
        var changed: Int64?
        /// Nothing can be done now.
        var isBusy = false
        /// Questions for rows, and looks at the folder.
        var reads = 0
        var looks = 0
    }

    let state = Mutex(State())

    var feeds: JobFeeds {
        JobFeeds(
            submit: { [self] call in
                if state.withLock(\.isBusy) { return false }
                call()
                return true
            }, metrics: { [self] job, start, limit in metrics(start, limit) },
            artifacts: { [self] _ in
                state.withLock { state in
                    state.looks += 1
                    return ArtifactSnapshot(files: state.files, changed: state.changed)
                }
            })
    }

    /// A report in the line.
    func report(line: Int64) {
        state.withLock { $0.rows.append(line) }
    }

    private func metrics(_ start: MetricStart, _ limit: Int) -> JobFeeds.Metrics {
        state.withLock { state in
            state.reads += 1
            let count = Int64(state.rows.count)
            if case .tail = start, state.isScanning { return .scanning }
            guard let row = start.row(of: count) else {
                return state.isScanning ? .scanning : .refused(next: count + 1)
            }
            let first = Int(row) - 1
            let lines = Array(state.rows[first..<min(first + limit, state.rows.count)])
            return .rows(
                MetricRows(
                    range: row..<row + Int64(lines.count), lines: lines, times: lines.map { $0 * 10 },
                    steps: lines.map { _ in nil },
                    columns: lines.isEmpty ? [] : [.init(name: "loss", values: lines.map { Double($0) / 2 })],
                    isBehind: first + lines.count < state.rows.count || state.isScanning))
        }
    }
}
