/// What a connection remembers of the request that it is answering.
internal import HTTP
internal import Linux

struct Exchange {
    let id: RequestID
    /// nil where the request could not be read that far.
    private(set) var asked: Asked?
    /// nil when nobody wants to know.
    let began: Instant?
    /// What the connection had queued before this answer.
    let appendedBefore: Int64
    var status = Status.ok
    /// Where the answer ends in all that the connection has queued; nil while it grows.
    var appendedAfter: Int64?

    init(_ id: RequestID, _ asked: Asked?, began: Instant?, appendedBefore: Int64) {
        self.id = id
        self.asked = asked
        self.began = began
        self.appendedBefore = appendedBefore
    }

    var isHead: Bool { asked?.request.method == .head }

    var version: Version { asked?.request.version ?? .http11 }

    /// What is held as long as a stream goes on: what a log wants, where there is one.
    mutating func forgetFields() {
        asked = began == nil ? nil : asked?.withoutFields
    }

    /// - Parameter sent: all that the kernel has taken of this connection.
    func record(sent: Int64, at now: Instant) -> AccessRecord {
        let end = min(sent, appendedAfter ?? sent)
        return AccessRecord(
            id: id, method: asked?.request.method, target: asked?.request.target, status: status,
            bytes: max(0, end - appendedBefore), duration: now - (began ?? now))
    }
}
