/// A stream over a WebSocket: one text message a frame. Its reader makes its cursor from what the frames say.
internal import HTTP

final class MessageCarrier: StreamCarrier {
    private let sink: any BodySink

    init(_ sink: any BodySink) {
        self.sink = sink
    }

    var isFull: Bool { sink.isFull }

    func begin() {}

    func write(_ frames: [UInt8], _ cursor: StreamCursor?) {
        sink.write(frames)
    }

    func finish(_ cursor: StreamCursor) {
        sink.finish()
    }
}
