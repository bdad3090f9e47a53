/// One WebSocket: messages in and out, pings, the closing handshake (RFC 6455 sections 5, 7).
internal import HTTP
internal import Linux

final class WebSocketSession: MessageSink {
    private var outlet: (any Outlet)?
    let loop: Int
    private var decoder: FrameDecoder
    private var source: (any MessageSource)?
    private(set) var owesDrained = false
    private var sentClose = false
    /// A ping is out and nothing has been heard since.
    private var awaitsPong = false

    init(outlet: any Outlet, maxMessageBytes: Int) {
        self.outlet = outlet
        loop = outlet.loopNumber
        decoder = FrameDecoder(limit: maxMessageBytes)
    }

    func begin(_ start: WebSocketStart) {
        source = start(self)
    }

    /// Both sides have closed, or the peer broke the protocol.
    var hasEnded: Bool { outlet == nil }

    /// The peer has been sent a close frame: what comes now is only waited for, with a limit.
    var isClosing: Bool { sentClose }

    var isFull: Bool {
        guard let outlet, outlet.isFull else { return false }
        owesDrained = true
        return true
    }

    /// No frame may follow a close frame (section 5.5.1).
    func write(_ bytes: [UInt8]) {
        guard let outlet, !sentClose else { return }
        outlet.queue(bytes)
        if outlet.isFull { owesDrained = true }
    }

    func send(_ bytes: [UInt8]) {
        guard let outlet, !sentClose else { return }
        outlet.send(bytes)
        if outlet.isFull { owesDrained = true }
    }

    func finish() {
        close(code: CloseCode.normal, reason: "")
    }

    func close(code: UInt16, reason: String) {
        write(FrameEncoder.close(code, reason: reason))
        sentClose = true
    }

    /// Bytes from the peer.
    func receive(_ bytes: Span<UInt8>) {
        awaitsPong = false
        var offset = 0
        do throws(FrameError) {
            while outlet != nil, let event = try decoder.next(bytes, from: &offset) {
                handle(event)
            }
        } catch {
            close(code: error.closeCode, reason: "")
            end()
        }
    }

    private func handle(_ event: FrameDecoder.Event) {
        switch event {
        case .close(let code, _):
            if !sentClose {
                write(FrameEncoder.close(code == nil ? nil : CloseCode.normal))
                sentClose = true
            }
            end()
        case .ping(let payload):
            write(FrameEncoder.encode(Frame(.pong, payload: payload)))
        case .pong:
            break
        case .text(let text):
            // After our close frame the peer's messages are no longer of interest.
            if !sentClose { source?.received(text: text) }
        case .binary(let bytes):
            if !sentClose { source?.received(binary: bytes) }
        }
    }

    /// An interval has passed. False when the peer did not answer: it is gone.
    /// - Parameter isBlocked: it reads nothing now, so no ping would reach it; how long it may do so is the write
    ///   stall's limit, not ours.
    func tick(isBlocked: Bool) -> Bool {
        if isBlocked && !sentClose {
            awaitsPong = false
            return true
        }
        guard !sentClose, !awaitsPong else { return false }
        awaitsPong = true
        write(FrameEncoder.encode(Frame(.ping, payload: [])))
        return true
    }

    func drained() {
        guard owesDrained, outlet != nil else { return }
        owesDrained = false
        source?.drained()
    }

    func shutdown() {
        guard !sentClose else { return }
        source?.shutdown()
    }

    func closed() {
        outlet = nil
        let source = source
        self.source = nil
        source?.closed()
    }

    private func end() {
        let outlet = outlet
        self.outlet = nil
        outlet?.endStream()
    }
}
