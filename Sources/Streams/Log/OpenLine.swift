/// What is still being written, such as a progress bar, as readers were told of it last.
internal import LogText

struct OpenLine {
    /// Rows that a terminal would show now and may still change; mostly one, none for nothing.
    private(set) var rows: [String] = []
    /// How far they say that the program has come; nil where that is not recognised.
    private(set) var progress: Progress?

    /// - Parameter bytes: the end of all that was printed.
    /// - Returns: whether there is news.
    mutating func update(_ bytes: [UInt8]) -> Bool {
        let shown = bytes.withUnsafeBytes { OpenRows.of($0) }
        let latest = shown.map { row in row.withUnsafeBytes { TextRepair.text($0) } }
        if latest == rows { return false }
        rows = latest
        progress = Progress.of(shown)
        return true
    }
}
