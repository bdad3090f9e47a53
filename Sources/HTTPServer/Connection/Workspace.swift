/// What a connection needs while something is under way: lent by the loop, so that an idle one holds nothing.
internal import HTTP
internal import Linux

final class Workspace {
    var parser: RequestParser
    var output = WriteQueue()
    /// Bytes read and not parsed yet: requests behind the one being answered.
    var leftover: [UInt8] = []
    var exchange: Exchange?
    /// Answered, but not yet taken by the kernel to the last byte.
    var unsent: [Exchange] = []
    var stream: BodyStream?
    var session: WebSocketSession?
    /// Among its client's streams.
    var isCounted = false

    init(limits: Limits) {
        parser = RequestParser(limits: limits)
    }

    /// Nothing is under way: another connection may have it.
    var isClear: Bool {
        exchange == nil && output.isEmpty && parser.isBetweenRequests && leftover.isEmpty && stream == nil
            && session == nil && unsent.isEmpty
    }

    /// Whoever wrote last has no part in what the next connection writes.
    func reset() {
        output.restart()
    }
}
