/// When an attempt that ended badly is followed by another, and after how long.
internal import JSON

package struct RetryPolicy: Equatable, Sendable {
    /// No pause is longer, however often it was doubled.
    package static let longestPause: Int64 = 3_600_000

    /// More attempts after the first; 0: none.
    package var count: Int
    /// Milliseconds from the end of the first attempt to the second; twice as long before each further one.
    package var backoff: Int64
    /// Causes by their name in the API, and `lost` for a job whose end nobody knows.
    package var causes: [String]
    /// Exit codes that are tried again where the cause `exit_code` is not.
    package var exitCodes: [Int32]

    package static let none = RetryPolicy(count: 0)

    package init(count: Int, backoff: Int64 = 10_000, causes: [String] = [], exitCodes: [Int32] = []) {
        self.count = count
        self.backoff = backoff
        self.causes = causes
        self.exitCodes = exitCodes
    }

    /// Milliseconds between the end of attempt `number` (from 1) and the next; nil where there is no next.
    package func pause(after number: Int) -> Int64? {
        guard number <= count else { return nil }
        let doublings = min(number - 1, 30)
        return min(backoff << doublings, max(backoff, Self.longestPause))
    }

    init(_ fields: RecordFields) throws(RecordError) {
        count = try fields.integer("count", as: Int.self)
        backoff = try fields.integer("backoff_ms")
        causes = try fields.strings("on")
        exitCodes = try fields.integers("exit_codes", as: Int32.self)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("count", count)
        writer.member("backoff_ms", backoff)
        writer.member("on", causes)
        writer.key("exit_codes")
        writer.beginArray()
        for code in exitCodes { writer.integer(code) }
        writer.endArray()
        writer.endObject()
    }
}
