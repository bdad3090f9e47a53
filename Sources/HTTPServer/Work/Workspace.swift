/// What a connection needs while something is under way: lent by the loop, so that an idle one holds nothing.
internal import HTTP
internal import Linux

final class Workspace {
    private let limits: Limits
    private var reading: Intake?
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
        self.limits = limits
    }

    var intake: Intake {
        if let reading { return reading }
        let new = Intake(limits: limits)
        reading = new
        return new
    }

    /// No request follows: a stream that goes on for days holds nothing that it does not need.
    func endIntake() {
        reading = nil
        exchange?.forgetFields()
    }

    /// Nothing is under way: another connection may have it.
    var isClear: Bool {
        exchange == nil && output.isEmpty && reading?.parser.isBetweenRequests ?? true
            && leftover.isEmpty && stream == nil && session == nil && unsent.isEmpty
    }

    /// Whoever wrote last has no part in what the next connection writes.
    func reset() {
        output.restart()
    }
}
