/// One thread and all that waits on it: descriptors, deadlines, and calls posted from other threads.
internal import CLinux
internal import Glibc
internal import Synchronization

/// Confined to the thread that made it; only `remote` may leave it.
package final class EventLoop {
    package let remote: Remote
    private let epoll: Epoll
    private var watches: [Watch?] = []
    private var freeSlots: [Int] = []
    private var deadlines = Deadlines()
    private var deferred: [() -> Void] = []
    private var generation: UInt32 = 0
    private var isStopping = false
    /// Another thread has posted something.
    private var isCalled = false
    /// The instant at which the current turn began: cheap, and the same for all that happens in it.
    package private(set) var now = Instant.now

    package init() throws(SystemError) {
        epoll = try Epoll()
        remote = try Remote()
        let watch = try watch(remote.wakeup, for: .readable) { [unowned self] _ in
            self.remote.clearWakeup()
            isCalled = true
        }
        precondition(watch.slot == 0, "the wake-up is the first watch")
    }

    /// Runs until `stop()`; on the thread that made the loop. It may run again afterwards.
    package func run() throws(SystemError) {
        precondition(remote.isCurrent, "a loop runs on the thread that made it")
        defer { isStopping = false }
        while !isStopping {
            try turn()
        }
    }

    /// Ends `run()` after this turn.
    package func stop() {
        isStopping = true
    }

    /// Calls `handler` whenever `descriptor` is ready for something in `interest`, or has failed or hung up
    /// (level triggered). Cancel before the descriptor is closed.
    package func watch(
        _ descriptor: borrowing FileDescriptor, for interest: Readiness,
        _ handler: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Watch {
        try makeWatch(descriptor.number, interest, HandlerWatcher(handler))
    }

    /// As above, for one of very many: it costs no more than the watch itself.
    package func watch(
        _ descriptor: borrowing FileDescriptor, for interest: Readiness, by watcher: any Watcher
    ) throws(SystemError) -> Watch {
        try makeWatch(descriptor.number, interest, watcher)
    }

    /// Calls `action` once, when `delay` has passed.
    @discardableResult
    package func after(_ delay: Duration, _ action: @escaping () -> Void) -> Deadline {
        // Counted from the real now: a turn may have taken long.
        let deadline = Deadline(at: Instant.now + delay, action)
        deadlines.add(deadline)
        return deadline
    }

    /// Calls `action` at the end of this turn, when no handler is on the stack.
    package func atEndOfTurn(_ action: @escaping () -> Void) {
        deferred.append(action)
    }

    private func turn() throws(SystemError) {
        let count = try epoll.wait(milliseconds: timeout())
        now = Instant.now
        for index in 0..<count {
            let (token, readiness) = epoll.event(index)
            let slot = Int(token & 0xffff_ffff)
            // A watch cancelled by an earlier handler of this turn, and perhaps its slot taken by another.
            guard let watch = watches[slot], watch.token == token else { continue }
            watch.watcher?.ready(readiness)
        }
        while let action = deadlines.takeDue(at: now) { action() }
        if isCalled {
            isCalled = false
            for call in remote.takePosted() { call() }
        }
        while !deferred.isEmpty {
            let actions = deferred
            deferred = []
            for action in actions { action() }
        }
    }

    private func timeout() -> Int32 {
        // What was put off before the loop ran waits for no event.
        if !deferred.isEmpty { return 0 }
        guard let due = deadlines.next() else { return -1 }
        let left = due.nanoseconds - Instant.now.nanoseconds
        // Rounded up, so that a wait never ends before what it waits for.
        return Int32(clamping: max(0, (left + 999_999) / 1_000_000))
    }

    private func makeWatch(
        _ number: Int32, _ interest: Readiness, _ watcher: any Watcher
    ) throws(SystemError) -> Watch {
        generation &+= 1
        let slot = freeSlots.popLast() ?? watches.count
        if slot == watches.count { watches.append(nil) }
        let watch = Watch(
            loop: self, number: number, slot: UInt32(slot), generation: generation, interest: interest,
            watcher: watcher)
        do throws(SystemError) {
            try epoll.add(number, for: interest, token: watch.token)
        } catch {
            freeSlots.append(slot)
            throw error
        }
        watches[slot] = watch
        return watch
    }

    fileprivate func change(_ watch: Watch) throws(SystemError) {
        try epoll.change(watch.number, to: watch.interest, token: watch.token)
    }

    fileprivate func remove(_ watch: Watch) {
        epoll.remove(watch.number)
        watches[Int(watch.slot)] = nil
        freeSlots.append(Int(watch.slot))
    }
}

/// Who is told that its descriptor is ready.
package protocol Watcher: AnyObject {
    func ready(_ readiness: Readiness)
}

private final class HandlerWatcher: Watcher {
    private let handler: (Readiness) -> Void

    init(_ handler: @escaping (Readiness) -> Void) {
        self.handler = handler
    }

    func ready(_ readiness: Readiness) { handler(readiness) }
}

/// One descriptor's place on a loop. There are as many as connections: it has no field more than it needs.
package final class Watch {
    /// nil once the loop is gone, and with it what it watched.
    private weak var loop: EventLoop?
    /// nil once cancelled: a watcher that keeps its watch is not kept by it for ever.
    fileprivate private(set) var watcher: (any Watcher)?
    fileprivate let number: Int32
    fileprivate let slot: UInt32
    fileprivate let generation: UInt32
    package private(set) var interest: Readiness

    fileprivate init(
        loop: EventLoop, number: Int32, slot: UInt32, generation: UInt32, interest: Readiness,
        watcher: any Watcher
    ) {
        self.loop = loop
        self.number = number
        self.slot = slot
        self.generation = generation
        self.interest = interest
        self.watcher = watcher
    }

    fileprivate var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    /// Watches for something else from now on; costs a system call only where it differs.
    package func change(to interest: Readiness) throws(SystemError) {
        guard watcher != nil, interest != self.interest else { return }
        self.interest = interest
        try loop?.change(self)
    }

    /// No call of the handler comes after this, even for an event of the same turn. Twice is fine.
    package func cancel() {
        guard watcher != nil else { return }
        watcher = nil
        loop?.remove(self)
    }
}

/// The way to a loop from other threads.
package final class Remote: Sendable {
    fileprivate let wakeup: FileDescriptor
    /// Held only to append or swap the array; never while a call runs.
    private let posted = Mutex<[@Sendable () -> Void]>([])
    private let thread = pthread_self()

    fileprivate init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        if number < 0 { throw .last("eventfd") }
        wakeup = FileDescriptor(owning: number)
    }

    /// Whether the caller is on the loop's thread.
    package var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }

    /// Runs `call` on the loop, after those posted before. While the loop does not run it waits, perhaps for
    /// ever.
    package func post(_ call: @escaping @Sendable () -> Void) {
        let wasEmpty = posted.withLock { calls in
            calls.append(call)
            return calls.count == 1
        }
        // One wake-up for all that is posted before the loop takes it.
        if wasEmpty { eventfd_write(wakeup.number, 1) }
    }

    fileprivate func takePosted() -> [@Sendable () -> Void] {
        posted.withLock { calls in
            let taken = calls
            calls = []
            return taken
        }
    }

    fileprivate func clearWakeup() {
        var count: eventfd_t = 0
        eventfd_read(wakeup.number, &count)
    }
}
