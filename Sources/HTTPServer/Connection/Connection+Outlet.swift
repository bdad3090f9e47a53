/// What a stream or a WebSocket writes to its connection.
internal import HTTP
internal import Linux

extension Connection: Outlet {
    var loopNumber: Int { context.number }

    var isFull: Bool {
        guard let workspace else { return false }
        return workspace.output.bytesQueued > context.configuration.highWaterMark
    }

    func queue(_ bytes: [UInt8]) {
        guard state.phase != .closed else { return }
        enqueue(bytes)
        scheduleFlush()
    }

    func send(_ bytes: [UInt8]) {
        guard !flushIsDue, state.phase == .streaming || state.phase == .upgraded, let workspace,
            workspace.output.isEmpty
        else { return queue(bytes) }
        if !workspace.output.pass(bytes, sent: trySending(bytes)) { scheduleFlush() }
    }

    func endStream() {
        guard state.phase == .streaming || state.phase == .upgraded else { return }
        leaveStream()
        endExchange()
        apply(.answered)
        scheduleFlush()
    }

    /// Behind all that is owed already.
    func enqueue(_ bytes: [UInt8]) {
        let work = work
        work.output.keep(answers: &context.answers)
        work.output.append(bytes)
    }

    private func scheduleFlush() {
        guard !flushIsDue else { return }
        flushIsDue = true
        context.loop.atEndOfTurn { [self] in
            flushIsDue = false
            settle()
        }
    }
}
