/// The line that begins an attempt's section of its job's log.
internal import JobDirectory
internal import Linux

enum SystemLine {
    /// Begins the log section of an attempt, before its supervisor is started. Doing it again does nothing:
    /// the server may die between this and the launch.
    static func beginAttempt(_ number: Int, log: String, index: String) throws(SystemError) {
        let text = "attempt \(number)"
        var end = try LogEnd(log)
        var indexer = try LogIndexer.open(log: log, index: index, now: WallClock.milliseconds)
        if try end.ends(withLine: text) { return }
        indexer.expectSystemLine(at: try end.append(line: text))
        try indexer.advance(to: end.offset, at: WallClock.milliseconds)
    }
}
