/// A window of one log as the API answers it; waits for the disk.
internal import JobAPI
internal import JobDirectory
internal import Linux
internal import LogText
internal import Streams

struct LogWindowReader {
    let job: JobID
    let results: ResultsFolder

    /// - Parameters:
    ///   - from: the first line; negative counts from the end.
    ///   - limit: lines looked at, at most.
    /// - Throws: a SystemError where the log can't be read.
    func window(from: Int64, limit: Int64, levels: LevelFilter) throws -> LogWindow {
        let file: LogReader
        do throws(SystemError) {
            file = try LogReader.open(log: results.log(job), index: results.index(job))
        } catch {
            // A job that has not started has no log yet.
            if error.isMissing { return empty() }
            throw error
        }
        guard let header = file.header else { return empty() }
        let (first, next) = (file.lines.lowerBound, file.lines.upperBound)
        let start = min(max(from < 0 ? next + from : from, first), next)
        let lines = try file.window(start..<min(next, start + limit), byteLimit: 4 << 20)
        let shown = levels.isAll ? lines : lines.filter { levels.contains($0.record.level) }
        let base = shown.first?.record.milliseconds ?? 0
        let cuts = shown.enumerated().filter { $1.isCut }.map { ("\($0)", Int64($1.record.length)) }
        return LogWindow(
            j: job.text, epoch: header.epochName, first: first, next: next, from: start,
            to: start + Int64(lines.count), t0: header.beganAt + base,
            dt: shown.map { $0.record.milliseconds - base },
            s: LogFrameEncoder.letters(of: shown) { $0.stream.letter },
            l: LogFrameEncoder.letters(of: shown, LogFrameEncoder.levelLetter),
            x: shown.map { TextRepair.text($0.text) },
            n: levels.isAll ? nil : shown.map(\.number),
            cut: cuts.isEmpty ? nil : Dictionary(cuts) { first, _ in first })
    }

    private func empty() -> LogWindow {
        LogWindow(j: job.text, epoch: "0", first: 1, next: 1, from: 1, to: 1, t0: 0, dt: [], s: "", l: "", x: [])
    }
}
