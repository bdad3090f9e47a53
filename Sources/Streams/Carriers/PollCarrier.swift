/// A stretch of a stream as the answer to a long poll: `{"frames":[…],"cursor":"…"}`.
internal import HTTP

/// Holds the frames until the answer is sent, so it takes no more than one answer should have.
final class PollCarrier: StreamCarrier {
    private static let byteLimit = 512 * 1024

    private let sink: any BodySink
    private var body = Array(#"{"frames":["#.utf8)
    private let emptyCount: Int

    init(_ sink: any BodySink) {
        self.sink = sink
        emptyCount = body.count
    }

    var isFull: Bool { body.count > Self.byteLimit }

    func begin() {}

    /// Each frame has the comma behind it.
    func write(_ frames: [UInt8], _ cursor: StreamCursor?) {
        body += frames
    }

    func finish(_ cursor: StreamCursor) {
        if body.count > emptyCount { body.removeLast() }
        body += Array(#"],"cursor":"\#(cursor.text)"}"#.utf8)
        sink.write(body)
        sink.finish()
    }
}
