/// One WebSocket whose messages go back as they came.
internal import HTTP

final class Echo: MessageSource {
    /// The sink keeps us; it has no room only for as long as its peer's next messages are not read.
    private weak var sink: (any MessageSink)?

    init(_ sink: any MessageSink) {
        self.sink = sink
    }

    func received(text: String) {
        sink?.write(FrameEncoder.text(Array(text.utf8)))
    }

    func received(binary: [UInt8]) {
        sink?.write(FrameEncoder.encode(Frame(.binary, payload: binary)))
    }

    func drained() {}

    func closed() {}

    func shutdown() {
        sink?.close(code: CloseCode.goingAway, reason: "the server ends")
    }
}
