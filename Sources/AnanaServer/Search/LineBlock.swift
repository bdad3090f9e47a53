/// Some thousand consecutive lines of a log by their records, and those of them that a filter lets through.
internal import JobDirectory
internal import Linux

struct LineBlock {
    static let size: Int64 = 4096

    /// Number of the first.
    let first: Int64
    let records: [LogIndex.Record]
    /// Indices of the records that pass, ascending.
    let selected: [Int]

    /// The lines of `wanted` that exist, no more than a block holds.
    init(
        _ wanted: Range<Int64>, of file: borrowing LogReader, passes: (LogIndex.Record) -> Bool
    ) throws(SystemError) {
        let range = wanted.clamped(to: file.lines)
        // Lines that were removed meanwhile are left out at the beginning.
        let (first, records) = try file.numberedRecords(
            range.lowerBound..<min(range.upperBound, range.lowerBound + Self.size))
        self.first = first
        selected = records.indices.filter { passes(records[$0]) }
        self.records = records
    }

    /// The line after the last.
    var next: Int64 { first + Int64(records.count) }

    func number(_ index: Int) -> Int64 { first + Int64(index) }

    /// Selected lines that lie close together, at most `byteLimit` bytes of the log where they are more than
    /// one: worth one read.
    func runs(byteLimit: UInt64) -> [ArraySlice<Int>] {
        var runs: [ArraySlice<Int>] = []
        var start = 0
        for place in selected.indices.dropFirst() {
            let (record, last) = (records[selected[place]], records[selected[place - 1]])
            let isNear = record.offset >= last.end && record.offset - last.end <= Self.bridge
            if isNear && record.end - records[selected[start]].offset <= byteLimit { continue }
            runs.append(selected[start..<place])
            start = place
        }
        if start < selected.count { runs.append(selected[start...]) }
        return runs
    }

    /// Bytes between two lines that are read along rather than skipped.
    private static let bridge: UInt64 = 4096
}
