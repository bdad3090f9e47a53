/// The archives that one event loop sends: asks for a piece when there is room, and writes it when it comes.
internal import HTTP

/// Confined to its loop.
final class ArchiveLoop {
    private var streams: [Int: ArchiveStream] = [:]
    private var lastNumber = 0

    /// - Parameter ask: for the next piece, which comes by `deliver`.
    func begin(_ sink: any BodySink, _ ask: @escaping (_ number: Int) -> Void) -> any BodySource {
        lastNumber += 1
        let number = lastNumber
        let stream = ArchiveStream(
            sink, ask: { ask(number) }, ended: { [unowned self] in streams[number] = nil })
        streams[number] = stream
        stream.drained()
        return stream
    }

    /// - Parameter piece: empty at the end. One for a reader who has gone is dropped.
    func deliver(_ piece: [UInt8], to number: Int) {
        streams[number]?.deliver(piece)
    }
}

private final class ArchiveStream: BodySource {
    private let sink: any BodySink
    private let ask: () -> Void
    private let ended: () -> Void
    private var isWaiting = false

    init(_ sink: any BodySink, ask: @escaping () -> Void, ended: @escaping () -> Void) {
        self.sink = sink
        self.ask = ask
        self.ended = ended
    }

    func deliver(_ piece: [UInt8]) {
        isWaiting = false
        guard !piece.isEmpty else { return sink.finish() }
        sink.write(piece)
        if !sink.isFull { drained() }
    }

    func drained() {
        if isWaiting { return }
        isWaiting = true
        ask()
    }

    func closed() { ended() }

    /// An archive that is cut must not look whole: it goes on, and the drain's limit cuts the connection.
    func shutdown() {}
}
