/// One socket on one loop: parse, answer, write, keep alive. Confined to its loop's thread.
internal import HTTP
internal import Linux

/// There may be tens of thousands, most of them idle: what only a busy one needs is in its workspace.
final class Connection {
    let context: LoopContext
    private var channel: Channel
    /// Where the loop keeps it; the loop's to change.
    var slot: Int32 = 0

    private(set) var state = ConnectionState()
    private var clock = ConnectionClock()
    /// nil while idle.
    private(set) var workspace: Workspace?
    /// Input came that nobody wants now; not watched until somebody does.
    private var isMuted = false
    private var isBlocked = false
    var flushIsDue = false

    init(socket: consuming Socket, context: LoopContext) throws(SystemError) {
        self.context = context
        channel = Channel(socket: socket)
        try channel.attach(to: context.loop, for: .readable, self)
        clock.enter(.idle, at: context.loop.now)
    }

    /// Lent from now on, until nothing is under way.
    var work: Workspace {
        if let workspace { return workspace }
        let lent = context.lend()
        workspace = lent
        return lent
    }

    func apply(_ event: ConnectionState.Event) {
        let before = state.phase
        let action = state.apply(event)
        if state.phase != before {
            isMuted = false
            clock.enter(state.phase, at: context.loop.now)
        }
        switch action {
        case .none: break
        case .refuseTimeout: refuseTimeout()
        case .sayGoodbye:
            workspace?.stream?.shutdown()
            workspace?.session?.shutdown()
        case .endOutput: channel.closeWriting()
        case .close: close()
        }
    }

    /// The server goes down.
    func drain() {
        apply(.drain(owesNothing: owesNothing))
        settle()
    }

    /// Without any goodbye.
    func abort() {
        apply(.failed)
    }

    /// Called now and then: cuts what takes too long.
    func checkTime(_ now: Instant) {
        guard clock.isDue(at: now, in: state.phase, context.configuration) else { return }
        if clock.isStalled(at: now, context.configuration) {
            apply(.failed)
        } else if let session = workspace?.session, state.phase == .upgraded {
            if session.tick(isBlocked: clock.isBlocked) { clock.restart(at: now) } else { apply(.failed) }
        } else {
            apply(.expired)
        }
        settle()
    }

    /// After each answer: ten thousand that were busy a moment ago hold nothing either.
    private func returnWorkspace() {
        guard state.phase == .idle, let workspace, workspace.isClear else { return }
        context.takeBack(workspace)
        self.workspace = nil
    }

    private func read() {
        switch state.phase {
        case .streaming:
            // Only the end of input is watched for: who left can't be told from who only ended his side.
            apply(.inputEnded)
            workspace?.stream?.probe()
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
        // A reference; nobody writes to the buffer until we return.
        let input = context.input
        if let session = workspace?.session, state.phase == .upgraded {
            session.receive(input.span.extracting(0..<count))
        } else if state.phase != .lingering {
            parse(input, count)
        }
    }

    /// After whatever has happened: send what is owed, go on with waiting requests, watch for the right
    /// things.
    func settle() {
        if let workspace {
            settle(workspace)
            returnWorkspace()
        } else if state.phase == .finishing {
            // An idle client has left: nothing is owed to him.
            apply(.everythingSent)
        }
        guard state.phase != .closed else { return }
        channel.wait(for: interest)
    }

    private func settle(_ work: Workspace) {
        if let session = work.session, state.phase == .upgraded, !work.leftover.isEmpty {
            // Frames that came while the upgrade was being decided on another lane.
            let bytes = work.leftover
            work.leftover = []
            session.receive(bytes.span)
        }
        flush(work)
        while state.takesRequests, !work.leftover.isEmpty, work.stream == nil, !isFull {
            let bytes = work.leftover
            work.leftover = []
            parse(bytes, bytes.count)
            flush(work)
        }
        if state.inputHasEnded, state.takesRequests, work.leftover.isEmpty, work.stream == nil {
            apply(.waitsForRequest)
            flush(work)
        }
        if let session = work.session, session.isClosing, state.phase == .upgraded {
            clock.limitClosing(at: context.loop.now)
        }
    }

    private var interest: Readiness {
        switch state.phase {
        case .idle, .readingHead, .readingBody, .upgraded:
            let mayRead = !state.inputHasEnded && (workspace?.leftover.isEmpty ?? true) && !isFull
            return Readiness(readable: mayRead, writable: isBlocked)
        case .answering, .finishing:
            // Most answers are ready at once: the watch is changed only when input really comes meanwhile.
            return Readiness(readable: !isMuted && !state.inputHasEnded, writable: isBlocked)
        case .streaming: return Readiness(writable: isBlocked, peerClosed: !state.inputHasEnded)
        case .lingering: return Readiness(readable: true, writable: isBlocked)
        case .closed: return Readiness()
        }
    }

    private var owesNothing: Bool { workspace?.output.isEmpty ?? true }

    private func flush(_ work: Workspace) {
        guard state.phase != .closed else { return }
        let before = work.output.totalSent
        do throws(WriteQueue.Failure) {
            if work.output.holdsOnlyAnswers {
                isBlocked = try !work.output.flush(answers: &context.answers, to: channel)
            } else {
                work.output.keep(answers: &context.answers)
                isBlocked = try work.output.flush(to: channel, scratch: &context.scratch) == .blocked
            }
        } catch {
            apply(.failed)
            return
        }
        clock.wrote(work.output.totalSent - before, isBlocked: isBlocked, at: context.loop.now)
        reportSent(work)
        if isBlocked { relieve(work) } else { sentEverything(work) }
    }

    /// How many bytes the kernel takes now. A failure is none: it shows again at the flush, when no source is on
    /// the stack.
    func trySending(_ bytes: [UInt8]) -> Int {
        do throws(SystemError) { return try channel.write(bytes.span) ?? 0 } catch { return 0 }
    }

    private func sentEverything(_ work: Workspace) {
        if work.stream?.hasEnded ?? work.session?.hasEnded ?? false { releaseSources(work) }
        relieve(work)
        apply(.everythingSent)
    }

    /// At the end of the turn: whoever made us close may be on the source's own stack.
    private func releaseSources(_ work: Workspace) {
        guard work.stream != nil || work.session != nil else { return }
        let stream = work.stream
        let session = work.session
        work.stream = nil
        work.session = nil
        context.loop.atEndOfTurn {
            stream?.closed()
            session?.closed()
        }
    }

    /// Tells a source that waits for room, once half of it is free: not at each byte.
    private func relieve(_ work: Workspace) {
        guard work.stream?.owesDrained ?? work.session?.owesDrained ?? false else { return }
        guard work.output.bytesQueued <= context.configuration.highWaterMark / 2 else { return }
        context.loop.atEndOfTurn { [self] in
            workspace?.stream?.drained()
            workspace?.session?.drained()
        }
    }

    private func reportSent(_ work: Workspace) {
        guard let log = context.services.log else { return }
        while let first = work.unsent.first, let end = first.appendedAfter, end <= work.output.totalSent {
            work.unsent.removeFirst()
            log(first.record(sent: work.output.totalSent, at: .now))
        }
    }

    /// A stream or a WebSocket begins. False where the client has as many as it may.
    func beginStream() -> Bool {
        if let client = context.address(of: self) {
            guard context.clients.beginStream(client) else { return false }
            work.isCounted = true
        }
        channel.beginStream(unsentLimit: context.configuration.maxUnsentBytes)
        return true
    }

    func leaveStream() {
        guard let workspace, workspace.isCounted else { return }
        workspace.isCounted = false
        if let client = context.address(of: self) { context.clients.endStream(client) }
    }

    /// The client has as many connections as it may.
    func refuseClient() {
        refuse(.tooManyRequests, detail: "There are too many connections from your address.")
        settle()
    }

    private func close() {
        channel.close()
        leaveStream()
        if let work = workspace {
            work.output.keep(answers: &context.answers)
            if let log = context.services.log {
                for one in work.unsent + (work.exchange.map { [$0] } ?? []) {
                    log(one.record(sent: work.output.totalSent, at: .now))
                }
            }
            releaseSources(work)
            workspace = nil
        }
        context.closed(slot)
        // Whoever closed us may still be on our stack: we live on until the turn ends.
        context.loop.atEndOfTurn { [self] in withExtendedLifetime(self) {} }
    }
}

extension Connection: Watcher {
    func ready(_ readiness: Readiness) {
        if readiness.isOver {
            // Reset, or both sides have ended: nothing that we owe can arrive any more.
            apply(.failed)
            return
        }
        if readiness.hasInput { read() }
        settle()
    }

    /// An answer that was made elsewhere has been queued.
    func settleLate() { settle() }
}
