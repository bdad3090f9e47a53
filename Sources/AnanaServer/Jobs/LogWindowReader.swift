/// A window of one log as the API answers it; waits for the disk.
internal import JobAPI
internal import JobDirectory
internal import Linux
internal import LogText
internal import Streams

struct LogWindowReader {
    let job: JobID
    let results: ResultsFolder

    private static let byteLimit = 4 << 20
    /// Lines in one answer.
    static let lineLimit = 5000

    /// - Parameters:
    ///   - from: the first line; negative counts from the end.
    ///   - limit: lines looked at, at most.
    /// - Throws: a SystemError where the log can't be read.
    func window(from: Int64, limit: Int64, filter: LineFilter) throws -> LogWindow {
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
        let wanted = start..<min(next, start + limit)
        let (shown, to) =
            try filter.isAll ? Self.all(wanted, of: file) : Self.passing(filter, wanted, of: file)
        let base = shown.first?.record.milliseconds ?? 0
        let cuts = shown.enumerated().filter { $1.isCut }.map { ("\($0)", Int64($1.record.length)) }
        return LogWindow(
            j: job.text, epoch: header.epochName, first: first, next: next,
            from: filter.isAll ? shown.first?.number ?? start : start, to: to, t0: header.beganAt + base,
            dt: shown.map { $0.record.milliseconds - base },
            s: LogFrameEncoder.letters(of: shown) { $0.stream.letter },
            l: LogFrameEncoder.letters(of: shown, LogFrameEncoder.levelLetter),
            x: shown.map { TextRepair.text($0.text) },
            n: filter.isAll ? nil : shown.map(\.number),
            cut: cuts.isEmpty ? nil : Dictionary(cuts) { first, _ in first })
    }

    private static func all(
        _ wanted: Range<Int64>, of file: borrowing LogReader
    ) throws(SystemError) -> (lines: [LogReader.Line], to: Int64) {
        let lines = try file.window(wanted, byteLimit: byteLimit)
        return (lines, lines.last.map { $0.number + 1 } ?? wanted.lowerBound)
    }

    /// Looks at records, and reads the text of those that pass.
    private static func passing(
        _ filter: LineFilter, _ wanted: Range<Int64>, of file: borrowing LogReader
    ) throws(SystemError) -> (lines: [LogReader.Line], to: Int64) {
        var lines: [LogReader.Line] = []
        var room = byteLimit
        var line = wanted.lowerBound
        while line < wanted.upperBound {
            let block = try LineBlock(line..<wanted.upperBound, of: file, passes: filter.contains)
            if block.records.isEmpty { break }
            for index in block.selected {
                let number = block.number(index)
                if lines.count == lineLimit || room <= 0 { return (lines, number) }
                let found = try file.window(number..<number + 1)
                room -= found.first?.text.count ?? 0
                lines += found
            }
            line = block.next
        }
        return (lines, line)
    }

    private func empty() -> LogWindow {
        LogWindow(
            j: job.text, epoch: "0", first: 1, next: 1, from: 1, to: 1, t0: 0, dt: [], s: "", l: "", x: []
        )
    }
}
