/// A body that is written as it comes to be, chunked or until the connection closes.
internal import HTTP

final class BodyStream: BodySink {
    private let isChunked: Bool
    private let isEventStream: Bool
    /// nil when the body has ended or the connection is gone.
    private var outlet: (any Outlet)?
    let loop: Int
    /// Whether the source has been shown a full sink and waits for `drained`.
    private(set) var owesDrained = false
    private var source: (any BodySource)?

    init(outlet: any Outlet, isChunked: Bool, isEventStream: Bool) {
        self.outlet = outlet
        self.isEventStream = isEventStream
        self.isChunked = isChunked
        loop = outlet.loopNumber
    }

    /// Lets the source begin; it may write at once, even to the end.
    func begin(_ start: StreamStart) {
        source = start(self)
    }

    /// `finish()` was called; what it queued may still be unsent.
    var hasEnded: Bool { outlet == nil }

    var isFull: Bool {
        guard let outlet, outlet.isFull else { return false }
        owesDrained = true
        return true
    }

    func write(_ bytes: [UInt8]) {
        guard let outlet, !bytes.isEmpty else { return }
        if isChunked { outlet.queue(ResponseEncoder.chunkHead(count: bytes.count)) }
        outlet.queue(bytes)
        if isChunked { outlet.queue(ResponseEncoder.chunkEnd) }
        // A source that never looks at `isFull` before it waits is told as well.
        if outlet.isFull { owesDrained = true }
    }

    func send(_ bytes: [UInt8]) {
        guard let outlet, !bytes.isEmpty else { return }
        if isChunked { return write(bytes) }
        outlet.send(bytes)
        if outlet.isFull { owesDrained = true }
    }

    func finish() {
        guard let outlet else { return }
        if isChunked { outlet.queue(ResponseEncoder.lastChunk) }
        self.outlet = nil
        owesDrained = false
        outlet.endStream()
    }

    /// The reader has ended his side: a comment, which no reader minds, has the kernel of one who has left
    /// answer with a reset. Sources write whole events, so that it never stands within one.
    func probe() {
        guard let outlet, isEventStream else { return }
        outlet.queue(Array(":\n\n".utf8))
    }

    /// The connection has room again.
    func drained() {
        guard owesDrained, outlet != nil else { return }
        owesDrained = false
        source?.drained()
    }

    func shutdown() {
        source?.shutdown()
    }

    /// The connection is over, or the finished body is sent.
    func closed() {
        outlet = nil
        let source = source
        self.source = nil
        source?.closed()
    }
}
