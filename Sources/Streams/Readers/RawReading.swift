/// One reader of a log's bytes, like `tail -f`, on its connection's loop: asks for more once it has room.
internal import HTTP

final class RawReading: BodySource {
    let id: ReaderID
    private let job: String
    private let sink: any BodySink
    private let ask: (FollowerRequest) -> Void
    private let remove: (RawReading) -> Void
    private var next: UInt64 = 0
    /// Its connection is full: nothing is asked for.
    private var isBlocked = false
    private var isOver = false

    init(
        id: ReaderID, job: String, sink: any BodySink, ask: @escaping (FollowerRequest) -> Void,
        remove: @escaping (RawReading) -> Void
    ) {
        self.id = id
        self.job = job
        self.sink = sink
        self.ask = ask
        self.remove = remove
    }

    func begin(_ start: StartPosition) {
        ask(.readRaw(id, job: job, .start(start)))
    }

    func received(_ bytes: [UInt8], next: UInt64, isFinal: Bool) {
        if isOver { return }
        self.next = next
        sink.write(bytes)
        if isFinal { return finish() }
        isBlocked = sink.isFull
        if !isBlocked { ask(.readRaw(id, job: job, .byte(next))) }
    }

    /// A body of bytes has no way to say what is wrong with its start: it ends.
    func refused() {
        finish()
    }

    func drained() {
        guard isBlocked, !isOver else { return }
        isBlocked = false
        ask(.readRaw(id, job: job, .byte(next)))
    }

    func closed() {
        isOver = true
        ask(.close(id, job: job))
        remove(self)
    }

    func shutdown() {
        finish()
    }

    private func finish() {
        if isOver { return }
        isOver = true
        sink.finish()
    }
}
