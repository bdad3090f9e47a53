/// Who feeds a sink. The connection keeps it alive and calls it on its loop, never from within a call to
/// the sink.
package protocol BodySource: AnyObject {
    /// The sink was full and has room again.
    func drained()

    /// The connection is over: peer gone, stalled, or all bytes sent after `finish()`. The last call it gets.
    func closed()

    /// The server is going down: say goodbye and `finish()`.
    func shutdown()
}

/// Called on the loop once the head is queued; writing at once is fine.
package typealias StreamStart = @Sendable (any BodySink) -> any BodySource
