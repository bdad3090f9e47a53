/// The trials of one scope, looked at again when somebody asks and a while has passed.
internal import JSON
internal import JobDirectory
internal import Linux
internal import Synchronization

final class TrialFolder: Sendable {
    private let scope: TrialScope
    private let folder: String
    /// Held while the folder is looked at: two who ask at once look once.
    private let state = Mutex(State())

    private struct State {
        var files = TrialFiles()
        var reading = TrialReading()
        var lookedAt: Instant?
        /// Nothing writes there any more, and nothing did since the last look.
        var isSettled = false
    }

    private static let freshness = Duration.milliseconds(500)

    init(_ scope: TrialScope, in results: ResultsFolder) {
        self.scope = scope
        folder = scope.folder(in: results)
    }

    /// - Parameter isFinal: the job has ended: what is read from now on stays.
    func reading(isFinal: Bool) throws(SystemError) -> TrialReading {
        let result: Result<TrialReading, SystemError> = state.withLock { state in
            Result { () throws(SystemError) in
                if state.isSettled { return state.reading }
                if !isFinal, let last = state.lookedAt, Instant.now - last < Self.freshness {
                    return state.reading
                }
                let now = WallClock.milliseconds
                try state.files.refresh(folder, skipping: scope.skipped, now: now)
                state.reading = reading(of: state.files, isFinal: isFinal)
                state.lookedAt = Instant.now
                // Once more a little later, for a file that was written in the last tick.
                let newest = state.files.files.values.map(\.written).max() ?? 0
                state.isSettled = isFinal && now - newest > 1000
                return state.reading
            }
        }
        return try result.get()
    }

    private func reading(of files: TrialFiles, isFinal: Bool) -> TrialReading {
        var reading = TrialReading()
        reading.notes = files.flaws.map { TrialReading.Note(scope: scope, file: "", detail: $0) }
        var taken: Set<String> = []
        // A file of one trial knows it better than a list of many does.
        let sorted = files.files.values.sorted { Self.rank($0) < Self.rank($1) }
        for file in sorted {
            if let flaw = file.flaw {
                let detail = file.isStale ? flaw + "; what was read before is shown" : flaw
                reading.notes.append(TrialReading.Note(scope: scope, file: file.path.text, detail: detail))
            }
            for entry in file.document?.entries ?? [] {
                guard let id = id(entry.key, file, &taken) else { continue }
                reading.trials.append(trial(id, entry.content, file, isFinal: isFinal))
            }
        }
        return reading
    }

    private static func rank(_ file: TrialFiles.File) -> String {
        (isList(file) ? "1" : "0") + file.path.text
    }

    private static func isList(_ file: TrialFiles.File) -> Bool {
        file.path.lastName == Array("results.json".utf8)
    }

    /// nil where a list repeats what another file told.
    private func id(_ key: String, _ file: TrialFiles.File, _ taken: inout Set<String>) -> String? {
        let names = file.path.names.dropLast()
        let folder =
            names.isEmpty
            ? ""
            : TrialHash.text(of: names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/"))
                + "."
        let id = "\(scope.text).\(folder)\(key)"
        if taken.insert(id).inserted { return id }
        if Self.isList(file) { return nil }
        let other = "\(id)-\(TrialHash.text(of: file.path.text))"
        return taken.insert(other).inserted ? other : nil
    }

    private func trial(_ id: String, _ content: TrialContent, _ file: TrialFiles.File, isFinal: Bool) -> Trial
    {
        let implied: Trial.State = content.metrics.isEmpty ? (isFinal ? .unknown : .running) : .complete
        return Trial(
            id: id, scope: scope, file: file.path.text, number: content.number,
            state: content.state ?? implied, parameters: content.parameters, metrics: content.metrics,
            seconds: content.seconds, modified: file.modified, isStale: file.isStale)
    }
}
