/// One socket on one loop: parse, answer, write, keep alive. Confined to its loop's thread.
internal import HTTP
internal import Linux

final class Connection {
    let context: LoopContext
    private let channel: Channel
    private let onClose: (Connection) -> Void
    /// Where the loop keeps it; the loop's to change.
    var slot = 0

    private(set) var state = ConnectionState()
    var parser: RequestParser
    var output = WriteQueue()
    /// Bytes read and not parsed yet: requests behind the one being answered.
    var leftover: [UInt8] = []
    var exchange: Exchange?
    /// Answered, but not yet taken by the kernel to the last byte.
    var unsent: [Exchange] = []
    var stream: BodyStream?
    var session: WebSocketSession?

    private var clock = ConnectionClock()
    /// Input came that nobody wants now; not watched until somebody does.
    private var isMuted = false
    private var isBlocked = false
    private var flushIsDue = false

    init(
        socket: consuming Socket, context: LoopContext, onClose: @escaping (Connection) -> Void
    ) throws(SystemError) {
        self.context = context
        self.onClose = onClose
        channel = Channel(socket: socket)
        parser = RequestParser(limits: context.configuration.limits)
        try channel.attach(to: context.loop, for: .readable) { [unowned self] in ready($0) }
        clock.enter(.idle, at: context.loop.now, context.configuration)
    }

    func apply(_ event: ConnectionState.Event) {
        let before = state.phase
        let action = state.apply(event)
        if state.phase != before {
            isMuted = false
            clock.enter(state.phase, at: context.loop.now, context.configuration)
        }
        switch action {
        case .none: break
        case .refuseTimeout: refuseTimeout()
        case .sayGoodbye:
            stream?.shutdown()
            session?.shutdown()
        case .endOutput: channel.closeWriting()
        case .close: close()
        }
    }

    /// The server goes down.
    func drain() {
        apply(.drain(owesNothing: output.isEmpty))
        settle()
    }

    /// Without any goodbye.
    func abort() {
        apply(.failed)
    }

    /// Called now and then: cuts what takes too long.
    func checkTime(_ now: Instant) {
        guard clock.isDue(at: now) else { return }
        if clock.isStalled(at: now) {
            apply(.failed)
        } else if let session, state.phase == .upgraded {
            if session.tick() { clock.restart(at: now, context.configuration) } else { apply(.failed) }
        } else {
            apply(.expired)
        }
        settle()
    }

    private func ready(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.failed, .hangup]) {
            // Reset, or both sides have ended: nothing that we owe can arrive any more.
            apply(.failed)
            return
        }
        if !readiness.isDisjoint(with: [.readable, .peerClosed]) { read() }
        settle()
    }

    private func read() {
        switch state.phase {
        case .streaming:
            // Only the end of input is watched for: who left can't be told from who only ended his side.
            apply(.inputEnded)
            clock.limitHalfClosed(at: context.loop.now, context.configuration)
            return
        case .answering, .finishing, .closed:
            isMuted = true
            return
        case .idle, .readingHead, .readingBody, .upgraded, .lingering:
            break
        }
        do throws(SystemError) {
            guard let count = try channel.read(into: &context.input) else { return }
            if count == 0 { apply(.inputEnded) } else { take(count) }
        } catch {
            apply(.failed)
        }
    }

    private func take(_ count: Int) {
        if let session, state.phase == .upgraded {
            let input = context.input
            session.receive(input.span.extracting(0..<count))
        } else if state.phase != .lingering {
            parse(count)
        }
    }

    /// After whatever has happened: send what is owed, go on with waiting requests, watch for the right
    /// things.
    func settle() {
        if let session, state.phase == .upgraded, !leftover.isEmpty {
            // Frames that came while the upgrade was being decided on another lane.
            let bytes = leftover
            leftover = []
            session.receive(bytes.span)
        }
        flush()
        while state.takesRequests, !leftover.isEmpty, stream == nil, !isFull {
            let bytes = leftover
            leftover = []
            context.input.replaceSubrange(0..<bytes.count, with: bytes)
            parse(bytes.count)
            flush()
        }
        if state.takesRequests, state.inputHasEnded, leftover.isEmpty, stream == nil {
            apply(.waitsForRequest)
            flush()
        }
        guard state.phase != .closed else { return }
        if let session, session.isClosing, state.phase == .upgraded {
            clock.limitClosing(at: context.loop.now, context.configuration)
        }
        channel.wait(for: interest)
    }

    private var interest: Readiness {
        var interest: Readiness = isBlocked ? .writable : []
        switch state.phase {
        case .idle, .readingHead, .readingBody, .upgraded:
            if leftover.isEmpty && !isFull && !state.inputHasEnded { interest.insert(.readable) }
        case .answering, .finishing:
            // Most answers are ready at once: the watch is changed only when input really comes meanwhile.
            if !isMuted && !state.inputHasEnded { interest.insert(.readable) }
        case .streaming:
            if !state.inputHasEnded { interest.insert(.peerClosed) }
        case .lingering: interest.insert(.readable)
        case .closed: break
        }
        return interest
    }

    private func flush() {
        guard state.phase != .closed else { return }
        let before = output.totalSent
        do throws(WriteQueue.Failure) {
            isBlocked = try output.flush(to: channel, scratch: &context.scratch) == .blocked
        } catch {
            apply(.failed)
            return
        }
        clock.wrote(
            output.totalSent - before, isBlocked: isBlocked, at: context.loop.now, context.configuration)
        reportSent()
        if isBlocked { relieve() } else { sentEverything() }
    }

    private func sentEverything() {
        if stream?.hasEnded ?? session?.hasEnded ?? false { releaseSources() }
        relieve()
        apply(.everythingSent)
    }

    /// At the end of the turn: whoever made us close may be on the source's own stack.
    private func releaseSources() {
        guard stream != nil || session != nil else { return }
        let stream = stream
        let session = session
        self.stream = nil
        self.session = nil
        context.loop.atEndOfTurn {
            stream?.closed()
            session?.closed()
        }
    }

    /// Tells a source that waits for room, once half of it is free: not at each byte.
    private func relieve() {
        guard output.bytesQueued <= context.configuration.highWaterMark / 2 else { return }
        guard stream?.owesDrained ?? session?.owesDrained ?? false else { return }
        context.loop.atEndOfTurn { [self] in
            stream?.drained()
            session?.drained()
        }
    }

    private func reportSent() {
        guard let log = context.services.log else { return }
        while let first = unsent.first, let end = first.appendedAfter, end <= output.totalSent {
            unsent.removeFirst()
            log(first.record(sent: output.totalSent, at: .now))
        }
    }

    private func close() {
        channel.close()
        if let log = context.services.log {
            for one in unsent + (exchange.map { [$0] } ?? []) {
                log(one.record(sent: output.totalSent, at: .now))
            }
        }
        unsent = []
        exchange = nil
        output.clear()
        leftover = []
        releaseSources()
        onClose(self)
        // Whoever closed us may still be on our stack: we live on until the turn ends.
        context.loop.atEndOfTurn { [self] in withExtendedLifetime(self) {} }
    }
}

extension Connection: Outlet {
    var loopNumber: Int { context.number }

    var isFull: Bool { output.bytesQueued > context.configuration.highWaterMark }

    func queue(_ bytes: [UInt8]) {
        guard state.phase != .closed else { return }
        output.append(bytes)
        scheduleFlush()
    }

    func endStream() {
        guard state.phase == .streaming || state.phase == .upgraded else { return }
        endExchange()
        apply(.answered)
        scheduleFlush()
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
