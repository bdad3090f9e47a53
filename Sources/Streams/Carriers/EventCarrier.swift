/// A stream as Server-Sent Events, each with the cursor behind it as its `id:` (WHATWG HTML section 9.2).
internal import HTTP

final class EventCarrier: StreamCarrier {
    /// Proxies and `fetch` let an answer through with its first bytes (streams-and-web.md section 1.2).
    static let opening = Array(": ok\n\nretry: 1500\n\n".utf8)

    private let sink: any BodySink

    init(_ sink: any BodySink) {
        self.sink = sink
    }

    var isFull: Bool { sink.isFull }

    func begin() {
        sink.write(Self.opening)
    }

    /// The frames are shared by all readers; the cursor is this one's own.
    func write(_ frames: [UInt8], _ cursor: StreamCursor?) {
        if frames.isEmpty { return }
        if let cursor { sink.write(Array("id: \(cursor.text)\n".utf8)) }
        sink.write(frames)
    }

    func finish(_ cursor: StreamCursor) {
        sink.finish()
    }
}
