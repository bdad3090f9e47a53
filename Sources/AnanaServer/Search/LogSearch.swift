/// A search through one log, in turns of bounded work: which lines hold what is looked for.
internal import JobDirectory
internal import Linux

/// Waits for the disk.
struct LogSearch {
    let query: LineQuery
    /// Which lines are looked at.
    let passes: @Sendable (LogIndex.Record) -> Bool

    struct Result: Equatable {
        /// Numbers of lines, ascending.
        var hits: [Int64] = []
        /// The first line that was not looked at.
        var scannedTo: Int64
        /// Where to go on; nil where all lines that there were have been looked at.
        var next: Int64?
    }

    /// How long a turn may look: a thread of the pool is another's after it.
    static let turn: Duration = .milliseconds(250)

    /// - Parameters:
    ///   - from: the first line; negative counts from the end.
    ///   - limit: hits, at most.
    ///   - end: the first line that is not looked at; all there are where it is nil.
    func run(
        in file: borrowing LogReader, from: Int64, to end: Int64? = nil, limit: Int,
        for turn: Duration = turn
    ) throws(SystemError) -> Result {
        let scanner = LineScanner(query)
        let deadline = Instant.now + turn
        let all = file.lines
        let last = min(max(end ?? all.upperBound, all.lowerBound), all.upperBound)
        var line = min(max(from < 0 ? all.upperBound + from : from, all.lowerBound), last)
        var result = Result(scannedTo: line)
        while line < last {
            let block = try LineBlock(line..<last, of: file, passes: passes)
            // Fewer records than there were: the log was begun anew.
            if block.records.isEmpty { break }
            for run in block.runs(byteLimit: LineScanner.byteLimit) {
                for index in try scanner.hits(run, block, in: file) {
                    if result.hits.count == limit { return stop(&result, at: block.number(index)) }
                    result.hits.append(block.number(index))
                }
                if let index = run.last, Instant.now > deadline, block.number(index) + 1 < last {
                    return stop(&result, at: block.number(index) + 1)
                }
            }
            line = block.next
            result.scannedTo = line
            if Instant.now > deadline && line < last { return stop(&result, at: line) }
        }
        return result
    }

    private func stop(_ result: inout Result, at line: Int64) -> Result {
        result.scannedTo = line
        result.next = line
        return result
    }
}
