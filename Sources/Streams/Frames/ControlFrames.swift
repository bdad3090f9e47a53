/// The frames that are no lines: hello, progress, lag, reset, end, ping, bye (streams-and-web.md 3.7).
internal import JSON
internal import Linux
internal import LogText

/// Where a log stands when a reader comes.
struct LogHead: Equatable, Sendable {
    let first: Int64
    let next: Int64
    let epoch: String
    let state: String
    let isComplete: Bool
}

struct ControlFrames: Sendable {
    /// Names this run of the server.
    let boot: String
    /// Version of the page that is served.
    let ui: String
    let heartbeat: Duration

    /// Enough of it to tell this run from another, in cursors.
    var bootMark: String { String(boot.suffix(8)) }

    /// - Parameters:
    ///   - transport: `sse`, `ws` or `poll`.
    ///   - log: the log that the stream carries, with where it stands.
    func hello(
        _ transport: String, cursor: String, _ log: (job: String, head: LogHead)?,
        at time: Int64 = WallClock.milliseconds
    ) -> [UInt8] {
        Self.frame("hello") { writer in
            writer.member("v", 1)
            writer.member("boot", boot)
            writer.member("ui", ui)
            writer.member("t", time)
            writer.member("hb", heartbeat.millisecondsRoundedUp)
            writer.member("transport", transport)
            writer.member("cursor", cursor)
            writer.key("log")
            writer.beginObject()
            if let log {
                writer.key(log.job)
                write(log.head, to: &writer)
            }
            writer.endObject()
        }
    }

    private func write(_ head: LogHead, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("first", head.first)
        writer.member("next", head.next)
        writer.member("epoch", head.epoch)
        writer.member("state", head.state)
        writer.key("complete")
        writer.bool(head.isComplete)
        writer.member("streams", "merged")
        writer.endObject()
    }

    /// - Parameter open: without rows once they have become lines.
    static func progress(_ job: String, at line: Int64, _ open: OpenLine) -> [UInt8] {
        frame("progress") { writer in
            writer.member("j", job)
            writer.member("s", "m")
            writer.member("at", line)
            writer.key("x")
            writer.beginArray()
            for row in open.rows { writer.string(row) }
            writer.endArray()
            write(open.progress, to: &writer)
        }
    }

    /// The same for `format=lines`.
    static func plainProgress(at line: Int64, _ open: OpenLine) -> [UInt8] {
        object { writer in
            writer.member("s", "merged")
            writer.member("at", line)
            writer.member("x", open.rows.joined(separator: "\n"))
            write(open.progress, to: &writer)
        }
    }

    /// What is recognised of it.
    private static func write(_ progress: Progress?, to writer: inout JSONWriter) {
        guard let progress else { return }
        if let fraction = progress.fraction {
            writer.key("p")
            writer.number(fraction)
        }
        if let eta = progress.eta { writer.member("eta", eta) }
        if let done = progress.done { writer.member("done", done) }
        if let total = progress.total { writer.member("total", total) }
        if let rate = progress.rate {
            writer.key("rate")
            writer.number(rate)
        }
    }

    static func lag(_ job: String, _ lines: Range<Int64>, why: String) -> [UInt8] {
        frame("lag") { writer in
            writer.member("j", job)
            writer.member("from", lines.lowerBound)
            writer.member("to", lines.upperBound)
            writer.member("why", why)
        }
    }

    /// Frames with `seq` were missed: what the client holds of these topics it must fetch anew.
    static func reset(_ topics: [String], seq: Int64, why: String) -> [UInt8] {
        frame("reset") { writer in
            writer.key("topics")
            writer.beginArray()
            for topic in topics { writer.string(topic) }
            writer.endArray()
            writer.member("seq", seq)
            writer.member("why", why)
        }
    }

    /// - Parameter why: `retention`, where only lines before `first` are gone, or `rebuilt`.
    static func reset(_ job: String, _ head: LogHead, why: String) -> [UInt8] {
        frame("reset") { writer in
            writer.member("j", job)
            writer.member("epoch", head.epoch)
            writer.member("first", head.first)
            writer.member("next", head.next)
            writer.member("why", why)
        }
    }

    static func end(_ job: String, to line: Int64, bytes: UInt64, _ end: EndOfLog) -> [UInt8] {
        frame("end") { writer in
            writer.member("j", job)
            write(end, to: line, bytes: bytes, &writer)
        }
    }

    /// The same for `format=lines`.
    static func plainEnd(to line: Int64, bytes: UInt64, _ end: EndOfLog) -> [UInt8] {
        object { writer in write(end, to: line, bytes: bytes, &writer) }
    }

    static func ping(_ job: String, next: Int64, at time: Int64 = WallClock.milliseconds) -> [UInt8] {
        ping(seq: nil, (job, next), at: time)
    }

    /// - Parameter seq: the latest; nil on a stream of one log.
    static func ping(
        seq: Int64?, _ log: (job: String, next: Int64)?, at time: Int64 = WallClock.milliseconds
    ) -> [UInt8] {
        frame("ping") { writer in
            writer.member("t", time)
            if let seq { writer.member("seq", seq) }
            writer.key("log")
            writer.beginObject()
            if let log { writer.member(log.job, log.next) }
            writer.endObject()
        }
    }

    static func badCursor(_ detail: String) -> [UInt8] {
        error("bad_cursor", 400, "Bad Request", detail)
    }

    static func refused(_ refusal: StartPosition.Refusal) -> [UInt8] {
        switch refusal {
        case .gone: error("gone", 410, "Gone", refusal.detail)
        case .pastEnd, .notALine: badCursor(refusal.detail)
        }
    }

    static func error(_ code: String, _ status: Int64, _ title: String, _ detail: String) -> [UInt8] {
        frame("error") { writer in
            writer.member("code", code)
            writer.key("problem")
            writer.beginObject()
            writer.member("type", "about:blank")
            writer.member("title", title)
            writer.member("status", status)
            writer.member("detail", detail)
            writer.endObject()
        }
    }

    static func bye() -> [UInt8] {
        frame("bye") { writer in
            writer.member("why", "shutdown")
            writer.member("retry", 1500)
        }
    }

    private static func write(_ end: EndOfLog, to line: Int64, bytes: UInt64, _ writer: inout JSONWriter) {
        writer.member("to", line)
        writer.member("bytes", Int64(bytes))
        writer.member("state", end.state)
        writer.member("cause", orNull: end.cause)
        writer.member("exit_code", orNull: end.exitCode)
        writer.member("signal", orNull: end.signal)
    }

    private static func frame(_ name: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        object { writer in
            writer.member("e", name)
            body(&writer)
        }
    }

    private static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        body(&writer)
        writer.endObject()
        return writer.bytes
    }
}
