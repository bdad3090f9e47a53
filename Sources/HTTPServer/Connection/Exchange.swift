/// What a connection remembers of the request that it is answering.
internal import HTTP
internal import Linux

struct Exchange {
    let method: Method
    let target: String
    let version: Version
    /// nil when the request asks for no upgrade.
    let handshake: Handshake?
    /// nil when nobody wants to know.
    let began: Instant?
    /// What the connection had queued before this answer.
    let appendedBefore: Int64
    var status = Status.ok
    /// Where the answer ends in all that the connection has queued; nil while it grows.
    var appendedAfter: Int64?

    init(_ request: Request, began: Instant?, appendedBefore: Int64) {
        method = request.method
        target = request.target
        version = request.version
        handshake = request.fields.contains(.upgrade) ? Handshake(request) : nil
        self.began = began
        self.appendedBefore = appendedBefore
    }

    /// - Parameter sent: all that the kernel has taken of this connection.
    func record(sent: Int64, at now: Instant) -> AccessRecord {
        let end = min(sent, appendedAfter ?? sent)
        return AccessRecord(
            method: method, target: target, status: status, bytes: max(0, end - appendedBefore),
            duration: now - (began ?? now))
    }
}
